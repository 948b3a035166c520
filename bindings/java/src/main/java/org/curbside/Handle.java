package org.curbside;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The number of an engine or session in the native half. Closing twice does nothing. A handle that nobody closed and
 * nobody can reach any more is closed when the next one is made.
 */
final class Handle {
    private static final ReferenceQueue<Object> LOST = new ReferenceQueue<Object>();
    private static final Set<Watch> WATCHED = Collections.newSetFromMap(new ConcurrentHashMap<Watch, Boolean>());

    private final Watch watch;

    Handle(Object owner, long number) {
        for (Object lost; (lost = LOST.poll()) != null; ) {
            ((Watch) lost).close();
        }
        watch = new Watch(owner, number);
        WATCHED.add(watch);
    }

    /** The number; the native half says so when it is closed. */
    long number() {
        return watch.number;
    }

    void close() {
        watch.close();
    }

    boolean isClosed() {
        return watch.closed.get();
    }

    private static final class Watch extends PhantomReference<Object> {
        private final long number;
        private final AtomicBoolean closed = new AtomicBoolean();

        Watch(Object owner, long number) {
            super(owner, LOST);
            this.number = number;
        }

        void close() {
            if (closed.compareAndSet(false, true)) {
                WATCHED.remove(this);
                Native.ask(Native.CLOSE, number);
            }
        }
    }
}
