import type { Schemas } from '@/api/types'

export type Account = Schemas['AccountEntry']
export type Device = Schemas['DeviceEntry']
export type DeviceCode = Schemas['DeviceCode']
export type Unit = Schemas['UnitRow']
export type Place = Schemas['PlaceRow']
export type Category = Schemas['CategoryRow']
export type Assignment = Schemas['AssignmentRow']
export type Act = Schemas['ActRow']
export type Review = Schemas['ReviewView']
export type Refusal = Schemas['RefusalView']
export type RosterPreview = Schemas['RosterPreview']
export type RosterCounts = Schemas['RosterCounts']
export type Somebody = Schemas['DirectoryEntry']

export const ROLES = ['cadre', 'supervisor', 'admin', 'auditor', 'collector'] as const
export const ASSIGNMENT_KINDS = ['contact', 'help', 'learning', 'hometown', 'lead'] as const
