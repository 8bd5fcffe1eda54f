import type { components } from './schema'

/** What the server's answers and requests look like, by the names of docs/openapi.json. */
export type Schemas = components['schemas']

export type Area = Schemas['AreaView']
export type User = Schemas['UserView']
export type Role = Schemas['Role']
export type Household = Schemas['RecordView_HouseholdView']
