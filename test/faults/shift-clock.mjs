// Loaded before a program (NODE_OPTIONS=--import): its clock is as wrong as LOCKSTEP_TEST_CLOCK_MS says.
const shift = Number(process.env.LOCKSTEP_TEST_CLOCK_MS);
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...values) {
    if (values.length === 0) super(RealDate.now() + shift);
    else super(...values);
  }
  static now() {
    return RealDate.now() + shift;
  }
};
