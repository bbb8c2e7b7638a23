/** What MANUAL_PENDING tells an operator to run, in the environment of the gateway. */
export const operatorCommand = 'npm run gateway -- migrate --apply';
