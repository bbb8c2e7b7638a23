-- lockstep: after=V21
-- Settings with their defaults, and the providers that the gateway knows how to speak to, switched off. What
-- an operator has already set stays as it is. PostgreSQL does the same. The times are given, so that every
-- store reads back the same rows.

INSERT INTO settings (name, value, updated_at) VALUES
  ('budgets.warn_at_percent', '80', 1767225600000),
  ('keys.default_lifetime_days', '365', 1767225600000),
  ('log.keep_days', '90', 1767225600000),
  ('log.keep_payloads', 'true', 1767225600000),
  ('log.keep_payloads_days', '7', 1767225600000),
  ('routing.strategy', '"priority"', 1767225600000)
ON CONFLICT (name) DO NOTHING;

INSERT INTO providers (id, slug, name, kind, base_url, status, created_at, updated_at) VALUES
  ('0b9f6a52-6c1e-4d0a-9a53-2f1d6a7e0001', 'openai', 'OpenAI', 'openai',
    'https://api.openai.com/v1', 'disabled',
    1767225600000, 1767225600000),
  ('0b9f6a52-6c1e-4d0a-9a53-2f1d6a7e0002', 'anthropic', 'Anthropic', 'anthropic',
    'https://api.anthropic.com', 'disabled',
    1767225600000, 1767225600000),
  ('0b9f6a52-6c1e-4d0a-9a53-2f1d6a7e0003', 'ollama', 'Ollama', 'ollama',
    'http://127.0.0.1:11434', 'disabled',
    1767225600000, 1767225600000)
ON CONFLICT (slug) DO NOTHING;
