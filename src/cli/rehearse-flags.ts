/** The flags of `rehearse`. */
export interface RehearseFlags {
  readonly rows?: number;
  readonly from?: string;
  readonly scratch?: string;
}
