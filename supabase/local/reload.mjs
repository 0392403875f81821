/** `notify pgrst, 'reload schema'` makes the API read the schema again, as PostgREST does. */
import pg from "pg";

const RETRY_MS = 500;

/** Listens for as long as we live; after a lost connection it assumes that it has missed one. */
export class SchemaListener {
  #stopping = false;

  constructor(databaseUrl, reload) {
    Object.assign(this, { databaseUrl, reload });
  }

  async start() {
    this.client = new pg.Client({ connectionString: this.databaseUrl, application_name: "supabase schema" });
    let lost = false;
    const again = () => {
      if (lost || this.#stopping) return;
      lost = true;
      setTimeout(() => this.start().then(this.reload), RETRY_MS);
    };
    this.client.on("error", again);
    this.client.on("end", again);
    this.client.on("notification", () => this.reload());
    try {
      await this.client.connect();
      await this.client.query("listen pgrst");
    } catch {
      again();
    }
  }

  async stop() {
    this.#stopping = true;
    await this.client.end().catch(() => {});
  }
}
