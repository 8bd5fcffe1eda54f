/** The types that docs/openapi.json describes. */
export declare function made(): Promise<string>
/** The types that are there. */
export declare function kept(): Promise<string>
