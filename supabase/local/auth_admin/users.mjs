/** Rows of auth.users, as Supabase Auth's admin API shows and changes them. */
import crypto from "node:crypto";
import bcrypt from "bcryptjs";
import { MINIMUM_PASSWORD_LENGTH } from "../lite.mjs";
import { AuthError } from "./auth_error.mjs";

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const HASH_ROUNDS = 10;

function hashed(password) {
  if (password.length < MINIMUM_PASSWORD_LENGTH) {
    const message = `Password should be at least ${MINIMUM_PASSWORD_LENGTH} characters.`;
    throw new AuthError(422, "weak_password", message, { weak_password: { reasons: ["length"] } });
  }
  return bcrypt.hash(password, HASH_ROUNDS);
}

/** `24h` -> the moment it ends; `none` -> null */
function endOfBan(duration) {
  const hours = /^(\d+(?:\.\d+)?)h$/.exec(duration)?.[1];
  return hours ? new Date(Date.now() + Number(hours) * 3_600_000) : null;
}

export class Users {
  constructor(pool) {
    this.pool = pool;
  }

  async #rows(query, parameters) {
    return (await this.pool.query(query, parameters)).rows;
  }

  async byId(id) {
    const [row] = UUID.test(id) ? await this.#rows("select * from auth.users where id = $1", [id]) : [];
    if (!row) throw new AuthError(404, "user_not_found", "User not found");
    return row;
  }

  async byEmail(email) {
    const query = "select * from auth.users where email = lower($1) and deleted_at is null";
    return (await this.#rows(query, [email ?? ""]))[0];
  }

  async page(number, size) {
    const query = "select * from auth.users order by created_at desc, id limit $1 offset $2";
    return this.#rows(query, [size, (number - 1) * size]);
  }

  /** Is the person who signs in with this address or this mailed token banned? */
  async isBanned({ email, token_hash: token }) {
    const query = `select from auth.users where banned_until > now()
      and (email = lower($1) or recovery_token = $2 or confirmation_token = $2)`;
    return (await this.#rows(query, [email ?? null, token ?? null])).length > 0;
  }

  async create({ email, password, phone, email_confirm: confirmed = false, user_metadata, data, app_metadata }) {
    if (!EMAIL.test(email ?? "")) {
      throw new AuthError(400, "validation_failed", "Unable to validate email address: invalid format");
    }
    if (await this.byEmail(email)) {
      throw new AuthError(422, "email_exists", "A user with this email address has already been registered");
    }
    const id = crypto.randomUUID();
    const address = email.toLowerCase();
    const known = { email: address, email_verified: confirmed, phone_verified: false, sub: id };
    const about = { ...(user_metadata ?? data), ...known };
    const secret = await hashed(password ?? crypto.randomUUID());
    const providers = { provider: "email", providers: ["email"], ...app_metadata };
    await this.pool.query(
      `with person as (
         insert into auth.users (id, aud, role, email, phone, encrypted_password, email_confirmed_at,
           raw_user_meta_data, raw_app_meta_data, created_at, updated_at)
         values ($1, 'authenticated', 'authenticated', $2, $3, $4, case when $5 then now() end, $6, $7, now(), now())
         returning id)
       insert into auth.identities (id, provider_id, user_id, identity_data, provider, created_at, updated_at)
       select gen_random_uuid(), id::text, id, $6, 'email', now(), now() from person`,
      [id, address, phone || null, secret, confirmed, about, providers],
    );
    return this.byId(id);
  }

  async change(row, wanted) {
    const changes = {
      email: wanted.email?.toLowerCase(),
      phone: wanted.phone,
      role: wanted.role,
      encrypted_password: wanted.password && (await hashed(wanted.password)),
      email_confirmed_at: wanted.email_confirm ? new Date() : undefined,
      raw_user_meta_data: wanted.user_metadata && { ...row.raw_user_meta_data, ...wanted.user_metadata },
      raw_app_meta_data: wanted.app_metadata && { ...row.raw_app_meta_data, ...wanted.app_metadata },
      banned_until: wanted.ban_duration && endOfBan(wanted.ban_duration),
    };
    await this.set(row.id, changes);
    if (changes.banned_until) await this.pool.query("delete from auth.sessions where user_id = $1", [row.id]);
    return this.byId(row.id);
  }

  /** Sets the given columns; an undefined one is left alone. */
  async set(id, columns) {
    const given = Object.entries(columns).filter(([, value]) => value !== undefined);
    if (given.length === 0) return;
    const list = given.map(([name], index) => `${name} = $${index + 2}`).join(", ");
    const values = given.map(([, value]) => value);
    await this.pool.query(`update auth.users set ${list}, updated_at = now() where id = $1`, [id, ...values]);
  }

  async remove(row, softly) {
    if (!softly) return this.pool.query("delete from auth.users where id = $1", [row.id]);
    await this.pool.query("delete from auth.sessions where user_id = $1", [row.id]);
    return this.set(row.id, { deleted_at: new Date(), email: null, encrypted_password: null });
  }

  /** As the API shows a person. */
  async shown(row) {
    const query = `select id as identity_id, provider_id as id, user_id, identity_data, provider,
        last_sign_in_at, created_at, updated_at
      from auth.identities where user_id = $1`;
    const { id, aud, role, confirmed_at, invited_at, last_sign_in_at, banned_until, created_at, updated_at } = row;
    return {
      ...{ id, aud, role, email: row.email ?? "", phone: row.phone ?? "", is_anonymous: false },
      ...{ confirmed_at, email_confirmed_at: confirmed_at, invited_at, last_sign_in_at, banned_until },
      ...{ created_at, updated_at },
      app_metadata: row.raw_app_meta_data ?? {},
      user_metadata: row.raw_user_meta_data ?? {},
      identities: await this.#rows(query, [id]),
    };
  }
}
