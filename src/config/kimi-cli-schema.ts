// Models and providers in Kimi CLI's config.toml, and the names of its keys. Fields that are not used here are ignored.

import * as z from 'zod'

export const ProviderSchema = z.looseObject({
  type: z.string(),
  base_url: z.string().default(''),
  api_key: z.string().default(''),
  env: z.record(z.string(), z.string()).optional(),
  custom_headers: z.record(z.string(), z.string()).optional(),
})

export const ModelSchema = z.looseObject({
  provider: z.string(),
  model: z.string(),
  max_context_size: z.number().int().positive(),
  capabilities: z.array(z.string()).optional(),
  display_name: z.string().optional(),
})

export type Provider = z.infer<typeof ProviderSchema>
export type Model = z.infer<typeof ModelSchema>

/** Top-level keys of Kimi CLI 1.49 and of Kimi Code. No warning is given for them, even where they are not used here. */
export const KIMI_CLI_KEYS = [
  'default_model',
  'default_thinking',
  'default_yolo',
  'default_plan_mode',
  'skip_afk_prompt_injection',
  'default_editor',
  'theme',
  'show_thinking_stream',
  'merge_all_available_skills',
  'telemetry',
  'extra_skill_dirs',
  'models',
  'providers',
  'loop_control',
  'background',
  'notifications',
  'services',
  'mcp',
  'hooks',
  'plugins',
  'thinking',
  'permissions',
  'tools',
]
