/** Links that an operator makes for somebody: invitations, and what `generate_link` returns. */
import crypto from "node:crypto";
import { render } from "../mail.mjs";
import { AuthError } from "./auth_error.mjs";

/** The library knows no invitation: it is a confirmed sign-up. */
export const verifiedAs = (type) => (type === "invite" ? "signup" : type);

const COLUMN = { recovery: "recovery", magiclink: "recovery", signup: "confirmation", invite: "confirmation" };

export class Links {
  constructor(users, mail, { apiUrl, siteUrl }) {
    Object.assign(this, { users, mail, apiUrl, siteUrl });
  }

  /** Only back to our own site. */
  #target(redirect) {
    const own = redirect && URL.canParse(redirect) && new URL(redirect).origin === new URL(this.siteUrl).origin;
    return own ? redirect : this.siteUrl;
  }

  async #issue(person, type, redirect) {
    const column = COLUMN[type];
    if (!column) throw new AuthError(400, "validation_failed", `Unsupported link type: ${type}`);
    const code = String(crypto.randomInt(0, 1_000_000)).padStart(6, "0");
    const hash = crypto.createHash("sha256").update(person.email + code).digest("hex");
    await this.users.set(person.id, { [`${column}_token`]: hash, [`${column}_sent_at`]: new Date() });
    const target = this.#target(redirect);
    const query = new URLSearchParams({ token: hash, type: verifiedAs(type), redirect_to: target });
    return {
      action_link: `${this.apiUrl}/auth/v1/verify?${query}`,
      email_otp: code,
      hashed_token: hash,
      verification_type: verifiedAs(type),
      redirect_to: target,
    };
  }

  async #newPerson(body) {
    const known = await this.users.byEmail(body.email);
    if (known?.confirmed_at) {
      throw new AuthError(422, "email_exists", "A user with this email address has already been registered");
    }
    return known ?? this.users.create(body);
  }

  async #knownPerson(body) {
    const person = await this.users.byEmail(body.email);
    if (!person) throw new AuthError(404, "user_not_found", "User with this email not found");
    return person;
  }

  async generate(body, redirect) {
    const isNew = body.type === "invite" || body.type === "signup";
    const person = await (isNew ? this.#newPerson(body) : this.#knownPerson(body));
    const link = await this.#issue(person, body.type, redirect ?? body.redirect_to);
    return { ...(await this.users.shown(await this.users.byId(person.id))), ...link };
  }

  async invite(body, redirect) {
    const person = await this.#newPerson(body);
    const link = await this.#issue(person, "invite", redirect);
    await this.users.set(person.id, { invited_at: new Date() });
    const values = { SiteURL: this.siteUrl, TokenHash: link.hashed_token, Token: link.email_otp, Email: person.email };
    await this.mail.send({ to: person.email, ...(await render("invite", values)) });
    return this.users.shown(await this.users.byId(person.id));
  }
}
