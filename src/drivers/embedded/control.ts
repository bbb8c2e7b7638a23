import { readFile } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';

/** What `server.json` says: where the supervisor listens, and the word that lets a command in. */
export interface ControlFile {
  readonly port: number;
  readonly token: string;
  readonly pid: number;
}

/** `lease`: keep the server up while this connection is open; `keep`: until somebody asks to stop. */
export interface ControlRequest {
  readonly token: string;
  readonly ask: 'lease' | 'status' | 'stop';
  readonly keep?: boolean;
}

export interface ControlReply {
  /** With the password. */
  readonly url: string;
  readonly pid: number;
  readonly kept: boolean;
}

/** The supervisor's last words on a connection whose server it stops: the end is meant. */
export const goodbye = 'goodbye';

/** An answer, and the connection that it came on. */
export interface Answer {
  readonly reply: ControlReply;
  readonly socket: Socket;
  /** Resolves when the connection has ended: true where the supervisor said goodbye. */
  readonly ended: Promise<boolean>;
}

/** Asks the supervisor that a control file names; returns null where none answers to it. */
export async function askSupervisor(
  controlFile: string,
  request: Omit<ControlRequest, 'token'>,
): Promise<Answer | null> {
  const control = await readControl(controlFile);
  if (control === null) return null;
  return new Promise((done) => {
    const socket = createConnection(control.port, '127.0.0.1');
    // After a reboot the port may be anybody's, who then says nothing that makes sense, or nothing at all.
    const giveUp = setTimeout(() => socket.destroy(), 1000);
    let saidGoodbye = false;
    const ended = new Promise<boolean>((end) => {
      socket.on('close', () => {
        clearTimeout(giveUp);
        done(null);
        end(saidGoodbye);
      });
    });
    socket.on('error', () => undefined);
    socket.on('connect', () => socket.write(`${JSON.stringify({ ...request, token: control.token })}\n`));
    onLine(socket, (line) => {
      if (line === goodbye) {
        saidGoodbye = true;
        return;
      }
      clearTimeout(giveUp);
      const reply = parseReply(line);
      if (reply === null) socket.destroy();
      else done({ reply, socket, ended });
    });
  });
}

/** Calls back for each whole line that comes in. */
export function onLine(socket: Socket, listener: (line: string) => void): void {
  let pending = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (pending + chunk).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) listener(line);
  });
}

async function readControl(file: string): Promise<ControlFile | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ControlFile;
  } catch {
    return null;
  }
}

function parseReply(line: string): ControlReply | null {
  try {
    const reply = JSON.parse(line) as Partial<ControlReply>;
    return typeof reply.url === 'string' ? (reply as ControlReply) : null;
  } catch {
    return null;
  }
}
