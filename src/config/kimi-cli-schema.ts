// Models and providers in Kimi CLI's config.toml.

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
