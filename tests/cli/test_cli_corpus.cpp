// SPDX-License-Identifier: Apache-2.0
// A real collection with its history: 845 versions of 225 prompts go in by one command and come out byte for byte.
#include "program.h"

#include <QCryptographicHash>
#include <QDirIterator>

using namespace Qt::StringLiterals;
using pulse::test::Outcome;
using pulse::test::Program;

namespace {

struct Revision
{
    QDateTime date;
    QString sha256;
    qint64 bytes = 0;
};

QString sha256(const QByteArray &content)
{
    return QString::fromLatin1(QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex());
}

} // namespace

class TestCliCorpus : public QObject
{
    Q_OBJECT

    QString m_corpus;
    QMap<QString, QList<Revision>> m_table; // by prompt, oldest first
    Program m_program;

private slots:
    void initTestCase()
    {
        m_corpus = qEnvironmentVariable("PULSE_SHARED") + "/corpus/fabric-patterns"_L1;
        if (!QFile::exists(m_corpus + "/history.tsv"_L1))
            QSKIP("The collection of patterns is not here; PULSE_SHARED names the folder that has it in "
                  "corpus/fabric-patterns.");
        m_corpus = QFileInfo(m_corpus).canonicalFilePath();
        qsizetype rows = 0;
        for (const QByteArray &line : m_program.read(m_corpus + "/history.tsv"_L1).split('\n').sliced(1)) {
            const QList<QByteArray> fields = line.split('\t');
            if (fields.size() < 5)
                continue;
            m_table[QString::fromUtf8(fields[0])].append(
                {QDateTime::fromString(QString::fromUtf8(fields[2]), Qt::ISODate), QString::fromUtf8(fields[3]),
                 fields[4].toLongLong()});
            ++rows;
        }
        QCOMPARE(rows, 845);
        QVERIFY(m_program.init());
    }

    void imports()
    {
        const QStringList arguments{u"--json"_s, u"import"_s, m_corpus + "/patterns"_L1, u"--history"_s,
                                    m_corpus + "/history.tsv"_L1};
        const Outcome dry = m_program.cli(arguments + QStringList{u"--dry-run"_s});
        COMPARE_CODE(dry, 0);
        QCOMPARE(dry.object()["versions"_L1].toInt(), 845);
        QCOMPARE(m_program.cli({u"list"_s}).out, QByteArray());
        const Outcome done = m_program.cli(arguments);
        COMPARE_CODE(done, 0);
        QCOMPARE(done.object()["created"_L1].toInt(), 845);
        QCOMPARE(done.object()["prompts"_L1].toInt(), 225);
        QCOMPARE(done.object()["skipped"_L1].toArray().size(), 0);
        QCOMPARE(done.object()["failed"_L1].toArray().size(), 0);
        const Outcome again = m_program.cli(arguments);
        COMPARE_CODE(again, 0);
        QCOMPARE(again.object()["created"_L1].toInt(), 0);
        QCOMPARE(again.object()["unchanged"_L1].toInt(), 845);
    }

    void verifies()
    {
        const Outcome verified = m_program.cli({u"verify"_s, u"--json"_s});
        COMPARE_CODE(verified, 0);
        const auto report = verified.object();
        QCOMPARE(report["prompts"_L1].toInt(), 225);
        QCOMPARE(report["versions"_L1].toInt(), 845);
        QCOMPARE(report["intact"_L1].toInt(), 845);
        QCOMPARE(report["findings"_L1].toArray(), QJsonArray());
    }

    // Every version by one export, in the order of the history.
    void exportsEveryVersion()
    {
        COMPARE_CODE(m_program.cli({u"export"_s, u"patterns"_s, u"--to"_s, u"out"_s, u"--all-versions"_s}), 0);
        qsizetype compared = 0;
        for (auto it = m_table.cbegin(); it != m_table.cend(); ++it) {
            const auto history = m_program.cli({u"versions"_s, u"patterns/"_s + it.key(), u"--json"_s})
                                     .object()["versions"_L1]
                                     .toArray();
            QCOMPARE(history.size(), it->size());
            for (qsizetype i = 0; i < it->size(); ++i) {
                const auto entry = history[it->size() - 1 - i].toObject();
                const Revision &revision = it->at(i);
                const QString version = entry["version"_L1].toString();
                QCOMPARE(entry["checksum"_L1].toString(), "sha256:"_L1 + revision.sha256);
                QCOMPARE(entry["size"_L1].toInteger(), revision.bytes);
                QCOMPARE(QDateTime::fromString(entry["created_at"_L1].toString(), Qt::ISODateWithMs), revision.date);
                const QByteArray content = m_program.read(u"out/patterns/%1/%2.md"_s.arg(it.key(), version));
                QCOMPARE(sha256(content), revision.sha256);
                ++compared;
            }
        }
        QCOMPARE(compared, 845);
        QDirIterator files(m_program.file(u"out"_s), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        qsizetype count = 0;
        for (; files.hasNext(); files.next())
            ++count;
        QCOMPARE(count, 845);
    }

    void fetchesASample()
    {
        for (auto it = m_table.cbegin(); it != m_table.cend();
             it = std::next(it, std::min<qsizetype>(9, std::distance(it, m_table.cend())))) {
            const Outcome fetched = m_program.cli({u"fetch"_s, u"patterns/%1@1.0.0"_s.arg(it.key())});
            COMPARE_CODE(fetched, 0);
            QCOMPARE(sha256(fetched.out), it->first().sha256);
        }
    }
};

QTEST_GUILESS_MAIN(TestCliCorpus)
#include "test_cli_corpus.moc"
