<?php
/* Curbside in PHP through FFI, shaped as OpenEMR would use it before an order is signed.
 *
 *   php -d ffi.enable=1 examples/openemr.php LIBRARY [FOLDER-OF-PACKS] [REQUEST.json]
 *
 * In production preload the header (`opcache.preload`, `ffi.enable=preload`) and keep one engine a worker.
 */
declare(strict_types=1);

final class CurbsideError extends RuntimeException
{
    public function __construct(public readonly string $codeWord, public readonly array $data)
    {
        parent::__construct($codeWord . ': ' . ($data['message'] ?? ''));
    }
}

final class Curbside
{
    private FFI $ffi;
    private ?FFI\CData $engine;

    public function __construct(string $library, string $packs)
    {
        // The same header that C takes, without what only its preprocessor reads.
        $header = preg_replace('/^\s*(#|extern "C"|}\s*\/\/ extern).*$/m', '', file_get_contents(__DIR__ . '/../include/curbside.h'));
        $this->ffi = FFI::cdef($header, $library);
        if ($this->ffi->curbside_abi_version() !== 1) {
            throw new RuntimeException('the library does not fit the header');
        }
        [$options, $hold] = $this->options($packs);
        $out = $this->ffi->new('curbside_engine*');
        $error = $this->ffi->new('curbside_bytes');
        $status = $this->ffi->curbside_engine_load(FFI::addr($options), FFI::addr($out), FFI::addr($error));
        $this->refuse($status, $error);
        $this->engine = $out;
        unset($hold);
    }

    /** The whole answer for a request. Show what could not be decided, too. */
    public function evaluate(array|string $request): array
    {
        return json_decode($this->evaluateText(is_string($request) ? $request : json_encode($request)), true, 512, JSON_THROW_ON_ERROR);
    }

    public function evaluateText(string $request): string
    {
        $answer = $this->ffi->new('curbside_bytes');
        $error = $this->ffi->new('curbside_bytes');
        $status = $this->ffi->curbside_engine_evaluate($this->engine, $request, strlen($request), FFI::addr($answer), FFI::addr($error));
        $this->refuse($status, $error);
        try {
            return FFI::string($answer->data, $answer->length);
        } finally {
            $this->ffi->curbside_bytes_free(FFI::addr($answer));
        }
    }

    public function close(): void
    {
        if ($this->engine !== null) {
            $this->ffi->curbside_engine_free($this->engine);
            $this->engine = null;
        }
    }

    /** Options whose path stays in memory as long as the second value does. */
    private function options(string $path): array
    {
        $length = strlen($path);
        $hold = $this->ffi->new('char[' . ($length + 1) . ']');
        FFI::memcpy($hold, $path, $length);
        $options = $this->ffi->new('curbside_load_options');
        $options->size = FFI::sizeof($options);
        $options->path = $this->ffi->cast('const char*', FFI::addr($hold[0]));
        $options->path_length = $length;
        return [$options, $hold];
    }

    private function refuse(int $status, FFI\CData $error): void
    {
        if ($status === 0) {
            return;
        }
        $data = json_decode(FFI::string($error->data, $error->length), true);
        $this->ffi->curbside_bytes_free(FFI::addr($error));
        throw new CurbsideError($data['code'], $data);
    }
}

if (realpath($_SERVER['SCRIPT_FILENAME']) === __FILE__) {
    $library = $argv[1] ?? exit("give the path of libcurbside.so\n");
    $curbside = new Curbside($library, $argv[2] ?? __DIR__ . '/../../golden/packs');
    $answer = $curbside->evaluate(file_get_contents($argv[3] ?? __DIR__ . '/../../golden/margaret.json'));
    foreach ($answer['findings'] as $finding) {
        printf("%-9s %s\n", $finding['severity'], $finding['message']);
    }
    printf("%d rules could not be decided, %d were not looked at\n", count($answer['indeterminate']), count($answer['not_evaluated']));
    $curbside->close();
}
