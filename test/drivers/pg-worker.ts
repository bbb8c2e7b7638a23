import { openPg } from '../../src/drivers/pg/open.ts';
import { stepsFor } from '../conformance/step-write.ts';
import { alone, applyAlone } from './pg-fixture.ts';
import { pgSubject } from './pg-subject.ts';

// A process to be killed: applies a script as V2, in one transaction or alone.
const [url = '', mode = '', text = ''] = process.argv.slice(2);
const session = await openPg(url, { create: false });
if (session === null) throw new Error('never null');
const step = await stepsFor(pgSubject).write(session, 2, text);
await (mode === 'alone' ? applyAlone(session, alone(step)) : session.apply(step));
await session[Symbol.asyncDispose]();
