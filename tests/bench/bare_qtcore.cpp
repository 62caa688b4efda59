// SPDX-License-Identifier: Apache-2.0
// What bench_cli compares with: the least that a program on QtCore can do, which is to print a line.
#include <QString>
#include <cstdio>

int main(int argc, char **argv)
{
    const QString line = QString::fromUtf8(argc > 1 ? argv[1] : "hello");
    std::puts(line.toUtf8().constData());
    return 0;
}
