package org.curbside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Handles: closing, threads, memory, misuse. */
class HandleTest {
    private static Engine engine() throws IOException {
        return Engine.load(GoldenTest.read("packs.json"));
    }

    private static ErrorCode code(Callable<?> call) {
        return assertThrows(CurbsideException.class, call::call).code();
    }

    @Test
    void closedTwiceAndUsedAfter() throws IOException {
        Engine engine = engine();
        Session session = engine.openSession(GoldenTest.read("juergen.json"));
        assertFalse(engine.isClosed());
        engine.close();
        engine.close();
        assertTrue(engine.isClosed());
        assertEquals(ErrorCode.CLOSED, code(engine::status));
        assertEquals(ErrorCode.CLOSED, code(() -> engine.evaluate("{}")));
        assertEquals(ErrorCode.CLOSED, code(() -> engine.openSession("{}")));
        assertTrue(session.answer().contains("\"findings\":[{"), "a session outlives its engine");
        session.close();
        session.close();
        assertEquals(ErrorCode.CLOSED, code(session::answer));
        assertEquals(ErrorCode.CLOSED, code(session::follow));
    }

    @Test
    void nullIsRefusedHere() throws IOException {
        try (Engine engine = engine()) {
            assertThrows(NullPointerException.class, () -> engine.evaluate((String) null));
            assertThrows(NullPointerException.class, () -> engine.evaluate((byte[]) null));
            assertThrows(NullPointerException.class, () -> engine.explain("{}", null));
            assertThrows(NullPointerException.class, () -> Engine.open(null));
        }
    }

    @Test
    void errorsSayCodePlaceAndWords() {
        CurbsideException e = assertThrows(CurbsideException.class, () -> Engine.open("/nowhere/\u00e4\"\\"));
        assertEquals(ErrorCode.CANNOT_READ, e.code());
        assertEquals("/paths/0", e.path());
        assertTrue(e.getMessage().startsWith("cannot-read at /paths/0: cannot read `/nowhere/\u00e4\"/"), e.getMessage());
    }

    @Test
    void textsBeyondTheBasicPlane() throws IOException {
        try (Engine engine = engine()) {
            // A clef, and half of one: the first is a text, the second becomes a question mark as Java writes UTF-8.
            String name = "golden/\ud834\udd1e";
            CurbsideException e = assertThrows(CurbsideException.class, () -> engine.explain(GoldenTest.read("juergen.json"), name));
            assertEquals(ErrorCode.UNKNOWN_RULE, e.code());
            assertEquals(ErrorCode.NOT_JSON, code(() -> engine.evaluate("\ud834")));
            assertEquals(ErrorCode.NOT_JSON, code(() -> engine.evaluate(new byte[] {(byte) 0xff, 0})));
            assertEquals(ErrorCode.NOT_JSON, code(() -> engine.evaluate(new byte[0])));
        }
    }

    @Test
    void manyThreadsAndAReload() throws Exception {
        byte[] request = GoldenTest.read("juergen.json").getBytes(StandardCharsets.UTF_8);
        String want = GoldenTest.read("juergen.answer.json");
        String same = want.substring(0, want.indexOf("\"generation\""));
        String packs = GoldenTest.read("packs.json");
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (Engine engine = engine(); Session session = engine.openSession(new String(request, StandardCharsets.UTF_8))) {
            String change = GoldenTest.read("changes-order.json");
            List<Future<Integer>> all = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                all.add(pool.submit(() -> {
                    int right = 0;
                    for (int i = 0; i < 50; i++) {
                        right += new String(engine.evaluate(request), StandardCharsets.UTF_8).startsWith(same) ? 1 : 0;
                        session.apply(change);
                    }
                    return right;
                }));
            }
            for (int i = 0; i < 5; i++) {
                engine.reload(packs);
            }
            for (Future<Integer> f : all) {
                assertEquals(50, f.get().intValue());
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void closedWhileOthersAsk() throws Exception {
        byte[] request = GoldenTest.read("juergen.json").getBytes(StandardCharsets.UTF_8);
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 5; round++) {
                Engine engine = engine();
                List<Future<Boolean>> all = new ArrayList<>();
                for (int t = 0; t < 3; t++) {
                    all.add(pool.submit(() -> {
                        try {
                            for (int i = 0; i < 1000; i++) {
                                engine.evaluate(request);
                            }
                            return false;
                        } catch (CurbsideException e) {
                            return e.code() == ErrorCode.CLOSED;
                        }
                    }));
                }
                Thread.sleep(5);
                engine.close();
                for (Future<Boolean> f : all) {
                    assertTrue(f.get(), "a call on a closed engine says so");
                }
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void memoryIsFreedClosedOrLost() throws Exception {
        String request = GoldenTest.read("juergen.json");
        try (Engine engine = engine()) {
            Runnable work = () -> {
                for (int i = 0; i < 400; i++) {
                    engine.evaluate(request);
                    try (Session s = engine.openSession(request)) {
                        s.answer();
                    }
                    engine.openSession(request); // lost
                }
                System.gc();
            };
            work.run();
            work.run();
            long before = resident();
            assumeTrue(before > 0, "/proc is needed");
            for (int i = 0; i < 8; i++) {
                work.run();
            }
            long grown = resident() - before;
            assertTrue(grown < 40_000, "grew by " + grown + " KiB");
        }
    }

    private static long resident() throws IOException {
        java.nio.file.Path status = java.nio.file.Paths.get("/proc/self/status");
        if (!java.nio.file.Files.exists(status)) {
            return 0;
        }
        for (String line : java.nio.file.Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }

    @Test
    void aDefectIsAnExceptionAndPoisonsItsHandle() throws IOException {
        assumeTrue(Boolean.getBoolean("curbside.panic-test"), "the library was built without the defect");
        try (Engine engine = engine(); Engine other = engine()) {
            String bad = "{\"format\":1,\"at\":\"2026-03-01T09:00:00Z\",\"zone\":\"UTC\",\"patient\":{\"snapshot\":{}},"
                    + "\"context\":{\"trigger\":\"panic-test\"}}";
            assertEquals(ErrorCode.PANIC, code(() -> engine.evaluate(bad)));
            assertEquals(ErrorCode.POISONED, code(engine::status));
            assertTrue(other.status().contains("\"rules\""));
        }
    }
}
