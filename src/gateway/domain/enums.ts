/** What the enum columns may hold, as the CHECKs of the migrations list it; one list for both engines. */

export const userRoles = ['admin', 'member'] as const;
export const userStatuses = ['active', 'suspended'] as const;
export const teamStatuses = ['active', 'suspended'] as const;
export const teamRoles = ['owner', 'admin', 'member'] as const;
export const serviceAccountStatuses = ['active', 'suspended'] as const;

export const providerKinds = ['openai', 'anthropic', 'gemini', 'ollama', 'custom'] as const;
export const providerStatuses = ['enabled', 'disabled'] as const;
export const credentialStatuses = ['active', 'standby', 'retired'] as const;
export const modalities = ['chat', 'embedding', 'image', 'audio'] as const;
export const modelStatuses = ['available', 'deprecated', 'retired'] as const;
export const compatibilityProfiles = ['native', 'openai', 'anthropic', 'gemini'] as const;
export const profileModes = ['strict', 'lenient'] as const;
export const profileActions = ['drop', 'rename', 'set'] as const;
export const circuitStates = ['closed', 'open', 'half_open'] as const;

export const apiKeyStatuses = ['active', 'revoked'] as const;
export const limitSpans = ['minute', 'hour', 'day'] as const;
export const budgetPeriods = ['day', 'week', 'month', 'total'] as const;

export const requestStatuses = ['running', 'succeeded', 'failed', 'refused', 'cancelled'] as const;
export const attemptOutcomes = ['succeeded', 'failed', 'timed_out', 'cancelled'] as const;
export const ledgerKinds = ['usage', 'adjustment'] as const;

export const actorTypes = ['user', 'api_key', 'system'] as const;
export const deliveryStatuses = ['pending', 'delivered', 'abandoned'] as const;
