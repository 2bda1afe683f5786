// Promised by api.md and not in the server's document yet. An entry has no effect once its path is served.

type Promised = {
  get: {
    "/suggestions": { data: Suggestion_[]; query: { cursor?: number | null } };
    "/campaigns": {
      data: { id: number; name: string; state: string; first_day: string; last_day: string; goal: string; notice_no: string; source: string }[];
    };
    "/photos": { data: { on: boolean } };
    "/rankings/people": {
      data: { standings: { rank: number; nickname: string; department: string; points: number }[]; me: { points: number; ahead_of: number } };
      query: { period?: string; at?: string };
    };
  };
  post: {
    "/suggestions": { data: Suggestion_; body: { text: string; kind?: string; anonymous?: boolean; photo_id?: number } };
    "/suggestions/{suggestion_id}/rating": { data: Suggestion_; params: { suggestion_id: number }; body: { stars: number } };
    "/findings": { data: unknown; body: { text: string; area_code?: string } };
    "/check-ins/{check_in_id}/objection": { data: unknown; params: { check_in_id: number }; body: { text: string } };
    "/reminders/rest": { data: unknown; body: { span: string } };
    "/reminders/{kind}/off": { data: unknown; params: { kind: string } };
  };
  delete: { "/reminders/rest": {} };
};

type Suggestion_ = {
  id: number; kind: string; text: string; state: string; created_at: string; due_on: string | null; reply: string | null; stars: number | null;
};
