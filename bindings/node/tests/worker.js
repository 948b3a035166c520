// A worker of the tests: an engine of its own, asked a number of times.
import { parentPort, workerData } from "node:worker_threads";
import { Engine } from "../index.js";

const engine = Engine.load(workerData.packs);
const answers = new Set();
for (let i = 0; i < workerData.times; i++) answers.add(engine.evaluateText(workerData.request));
answers.add(await engine.evaluateTextAsync(workerData.request));
const session = engine.openSession(workerData.request);
session.apply(workerData.change);
// Nothing is closed here: the end of the worker does it.
parentPort.postMessage([...answers]);
