// SPDX-License-Identifier: Apache-2.0
// What a power cut may leave of a change in a repository, and what each failing call does.
#include "git_workshop.h"
#include "pulse/faults/crash_states.h"
#include "pulse/faults/scripted_fs.h"
#include "pulse/test/temporaries.h"

#include <QSet>
#include <cerrno>

using namespace pulse;
using namespace pulse::test;
using namespace pulse::faults;

class TestGitDurability : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { keepTemporariesInMemory(); } // what a disk would lose is in the model
    void init();
    void aPowerCutLeavesOldOrNew_data();
    void aPowerCutLeavesOldOrNew();
    void aFailingCallLeavesOldOrNew_data();
    void aFailingCallLeavesOldOrNew();

private:
    [[nodiscard]] static bool isExhaustive() { return qEnvironmentVariable("PULSE_EXHAUSTIVE") == u"1"; }
    [[nodiscard]] std::shared_ptr<Storage> openBy(const std::shared_ptr<ScriptedFs> &fs, const QString &name) const
    {
        git::Parts parts = git::defaultParts();
        parts.fs = fs;
        return m_workshop->open(name, makeOptions(), parts);
    }
    /// What is wrong with a repository after a change to `a`, from 1.0.0 to 1.1.0, may have been cut off.
    [[nodiscard]] QString flawOf(const QString &name, bool mustBeNew) const
    {
        const auto opened = m_workshop->tryOpen(name);
        if (!opened)
            return u"It does not open: "_s + opened.error().toString();
        const QString versions = versionsOf(**opened, u"a");
        if (versions != u"1.0.0 1.1.0" && (mustBeNew || versions != u"1.0.0"))
            return u"It has the versions “%1”."_s.arg(versions);
        if (const QString findings = findingsOf(**opened); !findings.isEmpty())
            return u"It is damaged: "_s + findings;
        for (const auto &[version, content] : {std::pair(u"1.1.0"_s, "second\n"), std::pair(u"1.2.0"_s, "third\n")}) {
            const auto stored = (*opened)->store(makePrompt(u"a", version, content), {});
            if (!stored)
                return u"It takes no more: "_s + stored.error().toString();
        }
        return contentOf(**opened, u"a", u"1.1.0") == "second\n" ? QString() : u"What was stored is not there."_s;
    }

    std::unique_ptr<GitWorkshop> m_workshop;
    Disk m_before;
};

void TestGitDurability::init()
{
    m_workshop = std::make_unique<GitWorkshop>();
    publish(*m_workshop->open(u"first.git"_s), u"a", u"1.0.0", "first\n");
    m_before = readDisk(m_workshop->path(u"first.git"_s));
}

void TestGitDurability::aPowerCutLeavesOldOrNew_data()
{
    QTest::addColumn<bool>("syncsAll");
    QTest::addColumn<int>("others");
    QTest::newRow("loose objects, synced one by one") << false << 0;
    QTest::newRow("loose objects, synced at once") << true << 0;
    QTest::newRow("a pack") << false << 70;
}

void TestGitDurability::aPowerCutLeavesOldOrNew()
{
    QFETCH(const bool, syncsAll);
    QFETCH(const int, others);
    const auto fs = std::make_shared<ScriptedFs>(m_workshop->path(u"first.git"_s), m_before);
    fs->setSyncAll(syncsAll);
    {
        const auto storage = openBy(fs, u"first.git"_s);
        std::vector<Prompt> prompts{makePrompt(u"a", u"1.1.0", "second\n")};
        for (int i = 0; i < others; ++i)
            prompts.push_back(makePrompt(u"others/%1"_s.arg(i), u"1.0.0"));
        for (const auto &stored : storage->capabilities().batches->storeMany(prompts, {}, {}))
            VERIFY_OK(stored);
        fs->acknowledge(u"1.1.0"_s);
    }
    const Recording recording = fs->recording();
    const CrashStates states(recording, CrashStates::Renames::Atomic,
                             {.everySubset = isExhaustive() ? 10 : 4, .samples = isExhaustive() ? 200 : 6, .seed = 3});
    QDir().mkpath(m_workshop->path(u"cut.git"_s));
    QSet<QByteArray> seen;
    QString flaw;
    states.visit(0, [&](const Disk &state, qsizetype events) {
        const bool mustBeNew = !recording.acknowledgedAfter(events).isEmpty();
        const QByteArray key = fingerprint(state) + (mustBeNew ? '1' : '0');
        if (seen.contains(key))
            return true;
        seen.insert(key);
        writeDisk(state, m_workshop->path(u"cut.git"_s));
        flaw = flawOf(u"cut.git"_s, mustBeNew);
        if (!flaw.isEmpty())
            flaw += u"\nafter “%1”\n%2"_s.arg(
                events > 0 ? recording.events[static_cast<size_t>(events) - 1].text : u"nothing"_s, describe(state));
        return flaw.isEmpty();
    });
    QVERIFY2(flaw.isEmpty(), qPrintable(flaw));
    qInfo("%lld states, %zu calls that change or sync", qlonglong(seen.size()), recording.events.size());
    QVERIFY(seen.size() > 20);
}

void TestGitDurability::aFailingCallLeavesOldOrNew_data()
{
    QTest::addColumn<int>("error");
    QTest::newRow("EIO") << EIO;
    QTest::newRow("ENOSPC") << ENOSPC;
}

void TestGitDurability::aFailingCallLeavesOldOrNew()
{
    QFETCH(const int, error);
    QDir().mkpath(m_workshop->path(u"run.git"_s));
    bool wasReached = true;
    int failures = 0;
    for (int at = 0; wasReached; ++at) {
        writeDisk(m_before, m_workshop->path(u"run.git"_s));
        const auto fs = std::make_shared<ScriptedFs>();
        const auto storage = openBy(fs, u"run.git"_s);
        wasReached = false;
        QString call;
        int changes = 0;
        fs->setScript([&](const FsCall &made) {
            if (!made.changes || changes++ != at)
                return 0;
            wasReached = true;
            call = made.text;
            return error;
        });
        const auto stored = storage->store(makePrompt(u"a", u"1.1.0", "second\n"), {});
        fs->setScript({});
        failures += stored ? 0 : 1;
        const QString versions = versionsOf(*m_workshop->open(u"run.git"_s), u"a");
        const bool isNew = versions == u"1.0.0 1.1.0";
        const bool isDoubtful = !stored && stored.error().code() == ErrorCode::DurabilityUnknown;
        QVERIFY2(isNew || versions == u"1.0.0", qPrintable(call + u": "_s + versions));
        QVERIFY2(stored.has_value() == isNew || isDoubtful, qPrintable(call));
        if (isDoubtful) // no more is written until the library is opened again
            COMPARE_CODE(storage->store(makePrompt(u"a", u"1.2.0"), {}), ErrorCode::DurabilityUnknown);
        const QString flaw = flawOf(u"run.git"_s, stored.has_value());
        QVERIFY2(flaw.isEmpty(), qPrintable(call + u": "_s + flaw));
    }
    QVERIFY2(failures > 10, qPrintable(QString::number(failures)));
}

QTEST_GUILESS_MAIN(TestGitDurability)
#include "test_git_durability.moc"
