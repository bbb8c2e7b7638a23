// What any program pays that opens the database and asks one query: the measure for `lockstep status`.
const [engine, url] = process.argv.slice(2);
const query = 'SELECT * FROM schema_migrations ORDER BY applied_at';
if (engine === 'sqlite') {
  const { default: Database } = await import('better-sqlite3');
  const db = new Database(url);
  console.log(db.prepare(query).all().length);
  db.close();
} else {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  console.log((await client.query(query)).rows.length);
  await client.end();
}
