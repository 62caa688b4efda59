// SPDX-License-Identifier: Apache-2.0
#include "workshop.h"

class TestFilesystemWriters : public QObject
{
    Q_OBJECT
};

QTEST_GUILESS_MAIN(TestFilesystemWriters)
#include "test_filesystem_writers.moc"
