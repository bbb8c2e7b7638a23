-- lockstep: after=V21
-- Settings with their defaults, and the providers that the gateway knows how to speak to, switched off. What
-- an operator has already set stays as it is. SQLite does the same.

INSERT INTO settings (name, value) VALUES
  ('budgets.warn_at_percent', '80'),
  ('keys.default_lifetime_days', '365'),
  ('log.keep_days', '90'),
  ('log.keep_payloads', 'true'),
  ('log.keep_payloads_days', '7'),
  ('routing.strategy', '"priority"')
ON CONFLICT (name) DO NOTHING;

INSERT INTO providers (id, slug, name, kind, base_url, status) VALUES
  ('0b9f6a52-6c1e-4d0a-9a53-2f1d6a7e0001', 'openai', 'OpenAI', 'openai',
    'https://api.openai.com/v1', 'disabled'),
  ('0b9f6a52-6c1e-4d0a-9a53-2f1d6a7e0002', 'anthropic', 'Anthropic', 'anthropic',
    'https://api.anthropic.com', 'disabled'),
  ('0b9f6a52-6c1e-4d0a-9a53-2f1d6a7e0003', 'ollama', 'Ollama', 'ollama',
    'http://127.0.0.1:11434', 'disabled')
ON CONFLICT (slug) DO NOTHING;
