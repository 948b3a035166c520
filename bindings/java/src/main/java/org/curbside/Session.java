package org.curbside;

/** One patient whose answer follows every change. May be used from many threads: steps wait for each other. */
public final class Session implements AutoCloseable {
    private final Handle handle;

    Session(long number) {
        handle = new Handle(number);
    }

    /** The whole answer, up to date ({@code evaluation.json}). */
    public String answer() {
        return Native.text(handle.ask(Native.ANSWER));
    }

    /**
     * Makes changes: all of them, or none ({@code changes.json} to {@code difference.json}).
     *
     * <p>A change {@code {"hl7v2": messages}} takes HL7 v2 messages about the session's patient; those about anyone else
     * are refused.
     *
     * @throws CurbsideException changes that cannot be made; then nothing was changed
     */
    public String apply(String changes) {
        return Native.text(handle.ask(Native.APPLY, Native.bytes(changes, "changes")));
    }

    /** Another instant counts as now, such as {@code 2026-03-01T09:00:00+01:00} ({@code difference.json}). */
    public String advance(String at) {
        return Native.text(handle.ask(Native.ADVANCE, Native.bytes(at, "instant")));
    }

    /** Takes the rules that are in force by now ({@code difference.json}). */
    public String follow() {
        return Native.text(handle.ask(Native.FOLLOW));
    }

    /** Whether it was closed. */
    public boolean isClosed() {
        return handle.isClosed();
    }

    /** Frees it. Closing twice does nothing. */
    @Override
    public void close() {
        handle.close();
    }
}
