// SPDX-License-Identifier: Apache-2.0
#include "workshop.h"

class TestFilesystemUpkeep : public QObject
{
    Q_OBJECT
};

QTEST_GUILESS_MAIN(TestFilesystemUpkeep)
#include "test_filesystem_upkeep.moc"
