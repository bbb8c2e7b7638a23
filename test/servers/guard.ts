import { sweep } from './sweep.ts';

// A process of its own that outlives the test run: its input ends when the run ends, also by SIGKILL.
process.stdin.resume().on('close', () => void sweep(process.argv[2] ?? ''));
