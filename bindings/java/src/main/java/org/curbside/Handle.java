package org.curbside;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The number of an engine or session in the native half. Closing twice does nothing. A handle that nobody closed and
 * nobody can reach any more is closed when the next one is made, and never while a call on it is under way.
 */
final class Handle {
    private static final ReferenceQueue<Handle> LOST = new ReferenceQueue<Handle>();
    private static final Set<Watch> WATCHED = Collections.newSetFromMap(new ConcurrentHashMap<Watch, Boolean>());

    private final Watch watch;

    Handle(long number) {
        for (Reference<? extends Handle> lost; (lost = LOST.poll()) != null; ) {
            ((Watch) lost).lose();
        }
        watch = new Watch(this, number);
        WATCHED.add(watch);
    }

    byte[] ask(int call, byte[] a, byte[] b) {
        Watch own = watch;
        own.begin();
        try {
            return Native.ask(call, own.number, a, b);
        } finally {
            own.end();
        }
    }

    byte[] ask(int call, byte[] a) {
        return ask(call, a, null);
    }

    byte[] ask(int call) {
        return ask(call, null, null);
    }

    long open(int call, byte[] a) {
        Watch own = watch;
        own.begin();
        try {
            return Native.open(call, own.number, a);
        } finally {
            own.end();
        }
    }

    void close() {
        watch.close();
    }

    boolean isClosed() {
        return watch.isClosed();
    }

    /** Stays reachable when the handle is not. */
    private static final class Watch extends PhantomReference<Handle> {
        private final long number;
        private int users;
        private boolean lost;
        private boolean closed;

        Watch(Handle handle, long number) {
            super(handle, LOST);
            this.number = number;
        }

        synchronized void begin() {
            users++;
        }

        synchronized void end() {
            users--;
            if (lost) {
                lose();
            }
        }

        synchronized void lose() {
            lost = true;
            if (users == 0) {
                close();
            }
        }

        synchronized boolean isClosed() {
            return closed;
        }

        void close() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            WATCHED.remove(this);
            Native.ask(Native.CLOSE, number, null, null);
        }
    }
}
