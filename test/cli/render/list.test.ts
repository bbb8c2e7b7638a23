import { describe, expect, test } from 'vitest';
import { renderList } from '../../../src/cli/render/list.ts';
import { local, moduleOf, production, reportOf, terminal, upgraded } from './samples.ts';

const two = reportOf(local([moduleOf(upgraded)]), production([moduleOf(upgraded)]));

describe('the list', () => {
  const line = (width: number): string | undefined =>
    renderList(two, terminal(width))
      .split('\n')
      .find((each) => each.includes('V23'));
  const applied = (width: number): string | undefined => renderList(two, terminal(width)).split('\n')[1];

  test('has everything where there is room', () => {
    expect(applied(140)).toBe(
      'local       ✓ V18__profiles               startup  applied        2 days ago  ada@host  12 ms',
    );
  });

  test('leaves out who, then how long, before it cuts anything', () => {
    expect(applied(87)).toBe(
      'local       ✓ V18__profiles               startup  applied        2 days ago  12 ms',
    );
    expect(applied(80)).toBe('local       ✓ V18__profiles               startup  applied        2 days ago');
    expect(line(74)).toBe('local       ○ V23__validate_budget_ch…  startup  pending');
  });
});
