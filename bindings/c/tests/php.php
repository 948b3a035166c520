<?php
// Golden requests through PHP FFI, byte for byte, and errors as exceptions.
require __DIR__ . '/../examples/openemr.php';
$golden = __DIR__ . '/../../golden';
$curbside = new Curbside($argv[1], "$golden/packs.json");
[$passed, $failed] = [0, 0];
$expect = function (string $name, bool $holds) use (&$passed, &$failed) {
    $holds ? $passed++ : $failed++;
    if (!$holds) {
        echo "FAILED: $name\n";
    }
};
foreach (file("$golden/cases.tsv", FILE_IGNORE_NEW_LINES) as $line) {
    $case = explode("\t", $line);
    if ($case[0] !== 'evaluate') {
        continue;
    }
    try {
        $got = $curbside->evaluateText(file_get_contents("$golden/$case[1]"));
    } catch (CurbsideError $e) {
        $got = null;
        $want = json_decode(file_get_contents("$golden/$case[2]"), true);
        $expect($case[1], $want === $e->data);
        continue;
    }
    $expect($case[1], $got === file_get_contents("$golden/$case[2]"));
}
try {
    new Curbside($argv[1], '/nowhere');
    $expect('a folder that is not there', false);
} catch (CurbsideError $e) {
    $expect('a folder that is not there', $e->codeWord === 'cannot-read');
}
$curbside->close();
echo "php: $passed passed, $failed failed\n";
exit($failed === 0 ? 0 : 1);
