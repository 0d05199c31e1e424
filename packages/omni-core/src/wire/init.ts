/**
 * What a message can be made from: any subset of its fields, all the way down. Left out or `undefined` means the
 * protobuf default.
 */
export type Init<T> = T extends Uint8Array | string | number | bigint | boolean | undefined
  ? T
  : T extends readonly (infer Element)[]
    ? readonly Init<Element>[]
    : { readonly [Key in keyof T]?: Init<T[Key]> | undefined };
