/** A refusal as Supabase Auth words it. */
export class AuthError extends Error {
  constructor(status, code, message, extra = {}) {
    super(message);
    Object.assign(this, { status, code, extra });
  }

  get body() {
    return { code: this.code, message: this.message, ...this.extra };
  }
}

/** The answer to the caller; clients read `code` only under this version header. */
export function showError(error) {
  return Response.json(error.body, { status: error.status, headers: { "x-supabase-api-version": "2024-01-01" } });
}
