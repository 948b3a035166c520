package org.curbside;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** The one native method, and where its library comes from. */
final class Native {
    static final int LOAD = 1;
    static final int EVALUATE = 2;
    static final int EXPLAIN = 3;
    static final int RELOAD = 4;
    static final int STATUS = 5;
    static final int METADATA = 6;
    static final int OPEN_SESSION = 7;
    static final int ANSWER = 8;
    static final int APPLY = 9;
    static final int ADVANCE = 10;
    static final int FOLLOW = 11;
    static final int CLOSE = 12;
    static final int CHECK = 13;
    static final int BUNDLE = 14;
    static final int VERSION = 15;

    private static final byte[] NONE = new byte[0];

    static {
        load();
    }

    private Native() {}

    private static native byte[] call(int call, long handle, byte[] a, byte[] b, int[] status, long[] opened);

    /** Asks for a text. */
    static byte[] ask(int call, long handle, byte[] a, byte[] b) {
        int[] status = new int[1];
        byte[] answer = call(call, handle, a, b, status, new long[1]);
        return answered(status[0], answer);
    }

    /** Asks for a handle. */
    static long open(int call, long handle, byte[] a) {
        int[] status = new int[1];
        long[] opened = new long[1];
        byte[] answer = call(call, handle, a, null, status, opened);
        answered(status[0], answer);
        return opened[0];
    }

    private static byte[] answered(int status, byte[] answer) {
        if (status != 0) {
            throw CurbsideException.of(status, text(answer));
        }
        return answer == null ? NONE : answer;
    }

    static String text(byte[] utf8) {
        return utf8 == null ? "" : new String(utf8, StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text, String what) {
        if (text == null) {
            throw new NullPointerException("the " + what + " is null");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** From the file that the property {@code curbside.library} names, java.library.path, or the jar. */
    private static void load() {
        String named = System.getProperty("curbside.library");
        if (named != null) {
            System.load(Paths.get(named).toAbsolutePath().toString());
            return;
        }
        try {
            System.loadLibrary("curbside_java");
        } catch (UnsatisfiedLinkError missing) {
            String file = System.mapLibraryName("curbside_java");
            String resource = "native/" + platform() + "/" + file;
            try (InputStream in = Native.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new UnsatisfiedLinkError("Curbside's native library is neither in java.library.path nor in the jar ("
                            + resource + "); name its file with -Dcurbside.library=...");
                }
                Path folder = Files.createTempDirectory("curbside");
                Path copy = folder.resolve(file);
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
                System.load(copy.toString());
                // In this order they are deleted in the opposite one.
                folder.toFile().deleteOnExit();
                copy.toFile().deleteOnExit();
            } catch (IOException e) {
                throw new UncheckedIOException("Curbside's native library cannot be unpacked", e);
            }
        }
    }

    /** Such as {@code linux-x86_64}. */
    static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String system = os.contains("win") && !os.contains("darwin") ? "windows" : os.contains("mac") ? "macos" : "linux";
        String machine = arch.equals("amd64") || arch.equals("x86_64") ? "x86_64" : arch.equals("arm64") ? "aarch64" : arch;
        return system + "-" + machine;
    }
}
