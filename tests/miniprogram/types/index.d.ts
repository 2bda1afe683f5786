// The server as the pages may ask it: every path, field and answer from its own OpenAPI document (api.d.ts, made anew
// for each check).

type Document_ = import("./api").paths;
type Method = "get" | "post" | "patch" | "delete";
type Below<P> = P extends `/api/v1${infer R}` ? R : never;

type Operations<M extends Method> = {
  [P in keyof Document_ as Document_[P] extends Record<M, { responses: any }> ? Below<P> : never]: Document_[P][M & keyof Document_[P]];
};

type Content<T> = T extends { content: { "application/json": infer C } } ? C : undefined;
type Good<O> = O extends { responses: infer R } ? Content<R[keyof R & (200 | 201)]> : never;
/** What the server answers to a method. */
type Served<M extends Method> = {
  [P in keyof Operations<M>]: {
    data: Good<Operations<M>[P]> extends { data: infer D } ? D : undefined;
    body: Operations<M>[P] extends { requestBody: { content: { "application/json": infer B } } } ? B : undefined;
    params: Operations<M>[P] extends { parameters: { path: infer A } } ? A : undefined;
    query: Operations<M>[P] extends { parameters: { query?: infer Q } } ? { [K in keyof Q]?: Q[K] | null } : undefined;
  };
};

type Data<M extends Method, P extends keyof Served<M>> = Served<M>[P] extends { data: infer D } ? D : never;
type Body<M extends Method, P extends keyof Served<M>> = Served<M>[P] extends { body: infer B } ? B : never;
type Asked<M extends Method, P extends keyof Served<M>> = {
  [K in "body" | "params" | "query"]?: Served<M>[P] extends Record<K, infer V> ? V : undefined;
};

declare namespace WechatMiniprogram {
  interface Wx {
    /** In WeCom's own app only. */
    qy?: { login(): Promise<{ code: string }> };
  }
}
