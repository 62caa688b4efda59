// SPDX-License-Identifier: Apache-2.0
// G8: every flipped bit and every cut of a small repository is noticed, and none is ever restored as content.
#include "backup_fixture.h"

#include <QDirIterator>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class TestBackupDamage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyFlippedBitIsNoticed();
    void everyCutIsNoticed();
    void aMissingFileIsNoticed();
    void aBackupAfterDamageHoldsEverythingAgain();

private:
    /// What is wrong after the damage; empty when it was noticed and nothing false came out.
    QString flawAfter(const QByteArray &damaged, const QString &path)
    {
        write(path, damaged);
        const auto store = BackupStore::open(f.folder(), BackupStore::Mode::Existing, f.parts);
        const bool refused = !store;
        QString flaw;
        if (!refused) {
            const auto verified = (*store)->verify(true, {}, {});
            if (verified && verified->isSound())
                flaw = u"verify found nothing"_s;
            for (const auto &[name, content] : m_contents) {
                const auto fetched = (*store)->fetch(u"latest"_s, {makeName(name), makeVersion(u"1.0.0")}, {});
                if (fetched && fetched->content != content)
                    flaw = u"other bytes were restored of %1"_s.arg(name);
            }
        }
        write(path, m_files.at(path));
        return flaw;
    }
    static void write(const QString &path, const QByteArray &bytes)
    {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s cannot be written", qPrintable(path));
    }

    BackupFixture f;
    std::shared_ptr<Storage> m_library = f.library(u"a"_s);
    std::map<QString, QByteArray> m_files;
    std::map<QString, QByteArray> m_contents;
};

void TestBackupDamage::initTestCase()
{
    m_contents = {{u"a"_s, "first"}, {u"b"_s, "second"}};
    for (const auto &[name, content] : m_contents)
        f.publish(*m_library, name, u"1.0.0", content);
    f.point(*m_library, u"a", u"production", u"1.0.0");
    f.backUp(*f.open(), *m_library);
    for (const QString &folder : {u"packs"_s, u"snapshots"_s}) {
        QDirIterator files(f.folder() + u'/' + folder, QDir::Files);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            m_files.insert_or_assign(file.fileName(), file.readAll());
        }
    }
    QCOMPARE(m_files.size(), size_t(2));
}

void TestBackupDamage::everyFlippedBitIsNoticed()
{
    for (const auto &[path, bytes] : m_files) {
        for (qsizetype bit = 0; bit < bytes.size() * 8; ++bit) {
            QByteArray damaged = bytes;
            damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
            const QString flaw = flawAfter(damaged, path);
            QVERIFY2(flaw.isEmpty(), qPrintable(u"%1, bit %2: %3"_s.arg(path).arg(bit).arg(flaw)));
        }
    }
}

void TestBackupDamage::everyCutIsNoticed()
{
    for (const auto &[path, bytes] : m_files) {
        for (qsizetype length = 0; length < bytes.size(); ++length) {
            const QString flaw = flawAfter(bytes.first(length), path);
            QVERIFY2(flaw.isEmpty(), qPrintable(u"%1, cut to %2: %3"_s.arg(path).arg(length).arg(flaw)));
        }
        const QString flaw = flawAfter(bytes + 'x', path);
        QVERIFY2(flaw.isEmpty(), qPrintable(u"%1, one byte more: %2"_s.arg(path, flaw)));
    }
}

void TestBackupDamage::aMissingFileIsNoticed()
{
    for (const auto &[path, bytes] : m_files) {
        if (!path.endsWith(".zst"_L1))
            continue;
        QVERIFY(QFile::remove(path));
        const auto verified = f.open()->verify(false, {}, {});
        VERIFY_OK(verified);
        QVERIFY(!verified->isSound());
        write(path, bytes);
        QVERIFY(f.open()->verify(false, {}, {})->isSound());
    }
}

void TestBackupDamage::aBackupAfterDamageHoldsEverythingAgain()
{
    for (const auto &[path, bytes] : m_files) {
        if (!path.endsWith(".zst"_L1))
            continue;
        write(path, bytes.first(bytes.size() / 2));
        const BackupReport report = f.backUp(*f.open(), *m_library);
        QCOMPARE(report.snapshot.versions, 2);
        const auto target = f.library(u"restored"_s);
        const auto restored = f.open()->restore(*target, u"latest"_s, {}, {}, {}, {});
        VERIFY_OK(restored);
        QVERIFY(restored->failed.empty());
        QCOMPARE(BackupFixture::dump(*target), BackupFixture::dump(*m_library));
    }
}

QTEST_GUILESS_MAIN(TestBackupDamage)
#include "test_backup_damage.moc"
