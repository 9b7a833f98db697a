// nlp.js (npm: node-nlp) as a peer: learns phrases from the first line of standard input, then answers messages.
// First line: [[language, text, label], …]; then one JSON string a line. Answers: one JSON object a line.
const readline = require('readline');
const { NlpManager } = require(process.argv[2] + '/node_modules/node-nlp');

const lines = readline.createInterface({ input: process.stdin, crlfDelay: Infinity })[Symbol.asyncIterator]();

(async () => {
  const phrases = JSON.parse((await lines.next()).value);
  const started = process.hrtime.bigint();
  const languages = [...new Set(phrases.map(([language]) => language))];
  const manager = new NlpManager({ languages, forceNER: false, nlu: { log: false }, autoSave: false, ner: false });
  for (const [language, text, label] of phrases) manager.addDocument(language, text, label);
  await manager.train();
  console.log(JSON.stringify({ load: Number(process.hrtime.bigint() - started) / 1e9 }));
  for await (const line of lines) {
    const { language, text } = JSON.parse(line);
    const before = process.hrtime.bigint();
    const found = await manager.process(language, text);
    const micro = Number(process.hrtime.bigint() - before) / 1e3;
    console.log(JSON.stringify({ intent: found.intent, score: found.score, micro }));
  }
  console.log(JSON.stringify({ mb: process.memoryUsage().rss / 1e6 }));
})();
