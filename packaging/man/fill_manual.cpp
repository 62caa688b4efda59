// SPDX-License-Identifier: Apache-2.0
// Writes the manual page: fill-manual TEMPLATE OUTPUT
#include "pulse/cli/manual.h"

#include <QFile>
#include <cstdio>

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    QFile input(QFile::decodeName(argv[1]));
    QFile output(QFile::decodeName(argv[2]));
    if (!input.open(QIODevice::ReadOnly) || !output.open(QIODevice::WriteOnly)) {
        std::fprintf(stderr, "fill-manual: cannot read %s or write %s\n", argv[1], argv[2]);
        return 1;
    }
    const QByteArray page = pulse::cli::fillManualPage(input.readAll());
    return output.write(page) == page.size() && output.flush() ? 0 : 1;
}
