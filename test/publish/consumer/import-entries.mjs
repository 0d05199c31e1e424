// Loads every entry it is given and says how many names each has.
for (const entry of process.argv.slice(2)) {
  const names = Object.keys(await import(entry));
  console.log(`${entry} ${names.length > 0 ? 'loads' : 'is empty'}`);
}
