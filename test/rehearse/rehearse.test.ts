import { describe } from 'vitest';
import { describeCommand } from './describe-command.ts';
import { describeCoverage } from './describe-coverage.ts';
import { describeDroppedParent } from './describe-dropped-parent.ts';
import { describeFailures } from './describe-failures.ts';
import { describeLosses } from './describe-losses.ts';
import { describeModules } from './describe-modules.ts';
import { describeReferenceStore } from './describe-reference-store.ts';
import { useRehearsal } from './rehearse-fixture.ts';

// One file, because the servers and PostgreSQL's parser cost more to load than a rehearsal takes.
const rehearsal = useRehearsal();

describe('what is lost', () => describeLosses(rehearsal));
describe('a parent that is dropped with foreign keys on', () => describeDroppedParent(rehearsal));
describe('scripts that fail, and earlier releases', () => describeFailures(rehearsal));
describe('what gets rows', () => describeCoverage(rehearsal));
describe('the command', () => describeCommand());
describe('several modules', () => describeModules(rehearsal));
describe('the reference store', () => describeReferenceStore(rehearsal));
