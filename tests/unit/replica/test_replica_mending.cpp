// SPDX-License-Identifier: Apache-2.0
// A version that is damaged here, and whole at home: a repair fetches it from there, and no change comes of that.
#include "replica_fixture.h"

#include "pulse/test/peak_memory.h"
#include "pulse/test/sources.h"
#include "pulse/test/temporary_library.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

/// A local library that can be cut off, and inspected all the same.
class CutOffLibrary final : public Layer
{
public:
    CutOffLibrary(const std::shared_ptr<Storage> &library, std::shared_ptr<UncertainHome::Faults> faults)
        : Layer(std::make_shared<UncertainHome>(library, std::move(faults)))
        , m_inspection(library->capabilities().inspection)
    {}
    [[nodiscard]] Capabilities capabilities() override
    {
        Capabilities can = beneath();
        can.inspection = m_inspection;
        return can;
    }

private:
    InspectableStorage *m_inspection;
};

/// A library of which long content is to be had only in pieces, as content is that is too long for any memory.
class InPieces final : public Layer
{
public:
    using Layer::Layer;
    [[nodiscard]] Capabilities capabilities() override
    {
        Capabilities can = beneath();
        can.batches = nullptr;
        return can;
    }
    [[nodiscard]] Result<Prompt> fetch(const Name &name, const Version &version, std::stop_token stop) override
    {
        const auto facts = beneath().metadata->metadata(name, version, stop);
        if (facts && facts->size > 1024 * 1024)
            return failure(ErrorCode::Unsupported, u"fetch"_s, name.toString(), u"It is too long."_s);
        return Layer::fetch(name, version, std::move(stop));
    }
};

} // namespace

class TestReplicaMending : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void offersWhatTheHomeHeld();
    void fetchesItAgain();
    void sendsFirstWhatItLacks();
    void leavesWhatTheHomeDoesNotHold();
    void saysWhyItCannotNow_data();
    void saysWhyItCannotNow();
    void isCutOffWithoutALoss();
    void fetchesWhatNoMemoryHolds();
    void asksNothingOffline();

private:
    /// Ada's replica is on the disk, with a version that both hold, one that only she has, and a label that she has
    /// not sent.
    struct Desk
    {
        Team team;
        TemporaryLibrary library;
        std::shared_ptr<UncertainHome::Faults> here = std::make_shared<UncertainHome::Faults>();
        Team::Member ada;

        Desk();
        void damage(const QString &version) const;
        /// Without what lies in the trash, where damaged files stay: they may be somebody's own text.
        [[nodiscard]] std::vector<Finding> inspect(bool repair) const
        {
            std::vector<Finding> found = must(ada.storage->capabilities().inspection->inspect(repair, {}, {})).findings;
            std::erase_if(found, [](const Finding &finding) { return finding.path.startsWith(u"trash/"); });
            return found;
        }
    };

    static Finding only(const std::vector<Finding> &findings)
    {
        if (findings.size() != 1)
            qFatal("There are %lld findings.", static_cast<long long>(std::ssize(findings)));
        return findings.front();
    }

    std::unique_ptr<Desk> m_desk;
};

TestReplicaMending::Desk::Desk()
    : ada(team.join(u"ada"_s, 0, [this](ReplicaOptions &options) {
        options.local = std::make_shared<CutOffLibrary>(library.shared(), here);
    }))
{
    must(ada.storage->store(makePrompt(refund(), makeVersion(u"1.0.0"), "one"), {}));
    must(ada.labels().setLabel(refund(), makeLabel(u"production"), makeVersion(u"1.0.0"), {}, {}));
    sync(ada);
    must(ada.labels().setLabel(refund(), makeLabel(u"beta"), makeVersion(u"1.0.0"), {}, {}));
    must(ada.storage->store(makePrompt(refund(), makeVersion(u"1.1.0"), "only here"), {}));
}

void TestReplicaMending::Desk::damage(const QString &version) const
{
    const QString path = library.path() + u"/prompts/%1/%2/content.md"_s.arg(refund().toString(), version);
    QFile file(path);
    if (!file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) || !file.open(QIODevice::WriteOnly))
        qFatal("%s could not be damaged.", qUtf8Printable(path));
    file.write("x");
}

void TestReplicaMending::init()
{
    m_desk = std::make_unique<Desk>();
}

void TestReplicaMending::offersWhatTheHomeHeld()
{
    m_desk->damage(u"1.0.0"_s);
    m_desk->team.faults().fault = UncertainHome::Fault::Unreachable; // who only looks does not ask
    const Finding finding = only(m_desk->inspect(false));
    QVERIFY(finding.repairable);
    QVERIFY2(finding.message.contains(u"a repair fetches it"), qPrintable(finding.message));
}

void TestReplicaMending::fetchesItAgain()
{
    Storage &home = m_desk->team.home();
    const QStringList before = viewOf(*m_desk->ada.storage);
    const QStringList states = statesOf(m_desk->ada);
    m_desk->damage(u"1.0.0"_s);
    const Finding finding = only(m_desk->inspect(true));
    QVERIFY2(finding.repaired, qPrintable(finding.message));
    QVERIFY(!finding.action.isEmpty());
    QCOMPARE(viewOf(*m_desk->ada.storage), before); // with its label, and with what was not sent
    QCOMPARE(statesOf(m_desk->ada), states);
    QCOMPARE(m_desk->inspect(false).size(), size_t(0));
    // What was damaged lies in the trash under the same name and number: that is not fetched again.
    const auto again = must(m_desk->ada.storage->capabilities().inspection->inspect(true, {}, {})).findings;
    QVERIFY(!again.empty());
    QVERIFY(std::ranges::none_of(again, &Finding::repaired));
    QCOMPARE(must(m_desk->ada.storage->capabilities().trash->trash({})).size(), size_t(1));
    // Nor is it said to be mended where its name and number are damaged once more.
    m_desk->damage(u"1.0.0"_s);
    const auto once = must(m_desk->ada.storage->capabilities().inspection->inspect(true, {}, {})).findings;
    QCOMPARE(std::ranges::count_if(once, &Finding::repaired), 1);
    QCOMPARE(viewOf(*m_desk->ada.storage), before);
    sync(m_desk->ada);
    QCOMPARE(viewOf(*m_desk->ada.storage), before);
    QCOMPARE(viewOf(home), before);
}

void TestReplicaMending::sendsFirstWhatItLacks()
{
    must(editRefund(*m_desk->ada.storage, u"1.0.0", {.description = u"not sent"_s}));
    m_desk->damage(u"1.0.0"_s);
    const Finding tried = only(m_desk->inspect(true));
    QVERIFY(!tried.repaired);
    QVERIFY2(tried.message.contains(u"Synchronise"), qPrintable(tried.message));
    sync(m_desk->ada);
    QVERIFY(only(m_desk->inspect(true)).repaired);
    for (Storage *side : {m_desk->ada.storage.get(), &m_desk->team.home()})
        QCOMPARE(must(side->fetch(refund(), makeVersion(u"1.0.0"), {})).metadata.description, u"not sent"_s);
}

void TestReplicaMending::leavesWhatTheHomeDoesNotHold()
{
    m_desk->damage(u"1.1.0"_s);
    const Finding looked = only(m_desk->inspect(false));
    QVERIFY(!looked.repairable);
    const Finding tried = only(m_desk->inspect(true));
    QVERIFY(!tried.repaired);
    QCOMPARE(tried.message, looked.message);
}

void TestReplicaMending::saysWhyItCannotNow_data()
{
    QTest::addColumn<bool>("isGone");
    QTest::newRow("the home is not there") << true;
    QTest::newRow("the home holds other bytes by now") << false;
}

void TestReplicaMending::saysWhyItCannotNow()
{
    QFETCH(const bool, isGone);
    Storage &home = m_desk->team.home();
    m_desk->damage(u"1.0.0"_s);
    if (isGone) {
        m_desk->team.faults().fault = UncertainHome::Fault::Unreachable;
    } else {
        must(home.capabilities().labels->removeLabel(refund(), makeLabel(u"production"), {}, {}));
        must(home.remove(refund(), makeVersion(u"1.0.0"), {}));
        must(home.store(makePrompt(refund(), makeVersion(u"1.0.0"), "other bytes"), {}));
    }
    const Finding finding = only(m_desk->inspect(true));
    QVERIFY(!finding.repaired);
    QVERIFY(!finding.repairable); // so that a backup is offered
    QVERIFY2(finding.message.contains(u"That was tried"), qPrintable(finding.message));
    QVERIFY(must(m_desk->ada.storage->exists(refund(), makeVersion(u"1.0.0"), {})));
    QCOMPARE(must(m_desk->ada.labels().labels(refund(), {})).size(), size_t(2));
}

// Cut off before each of its calls here: what is missing afterwards comes with the next synchronisation.
void TestReplicaMending::isCutOffWithoutALoss()
{
    for (int at = 0;; ++at) {
        m_desk = std::make_unique<Desk>();
        const QStringList before = viewOf(*m_desk->ada.storage);
        m_desk->damage(u"1.0.0"_s);
        m_desk->here->callsUntilGone = at;
        const auto report = m_desk->ada.storage->capabilities().inspection->inspect(true, {}, {});
        const bool isWhole = report && std::ranges::any_of(report->findings, &Finding::repaired);
        m_desk->here->callsUntilGone = -1;
        m_desk->here->fault = UncertainHome::Fault::None;
        sync(m_desk->ada);
        QVERIFY(std::ranges::all_of(m_desk->inspect(true), &Finding::repaired));
        sync(m_desk->ada);
        QVERIFY2(viewOf(*m_desk->ada.storage) == before, qPrintable(u"cut off at %1"_s.arg(at)));
        QVERIFY2(viewOf(m_desk->team.home()) == before, qPrintable(u"cut off at %1"_s.arg(at)));
        QCOMPARE(must(m_desk->ada.sync().conflicts({})).size(), size_t(0));
        if (isWhole)
            break;
        QVERIFY(at < 50);
    }
}

void TestReplicaMending::fetchesWhatNoMemoryHolds()
{
    constexpr qint64 size = 96LL * 1024 * 1024;
    const TemporaryLibrary home;
    const TemporaryLibrary here;
    const QTemporaryDir state;
    const auto local = std::make_shared<InPieces>(here.shared());
    const auto replica =
        must(makeReplica({.local = local,
                          .openHome = [&](const std::stop_token &) -> Result<std::shared_ptr<Storage>> {
                              return std::make_shared<InPieces>(home.shared());
                          },
                          .home = QUrl(u"https://home.example/library"_s),
                          .backend = u"webdav"_s,
                          .folder = state.filePath(u"state"_s),
                          .fs = realFs(),
                          .clock = std::make_shared<SystemClock>()},
                         {}));
    PatternSource content(size);
    must(replica->capabilities().streams->storeContent(makePrompt(refund(), makeVersion(u"1.0.0"), {}).metadata,
                                                       content, {}));
    must(replica->capabilities().synchronisation->synchronise({}, {}, {}));
    QFile file(here.path() + u"/prompts/%1/1.0.0/content.md"_s.arg(refund().toString()));
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    QVERIFY(file.open(QIODevice::ReadWrite) && file.write("x") == 1);
    file.close();

    const PeakMemory peak;
    const auto report = must(replica->capabilities().inspection->inspect(true, {}, {}));
    const qint64 grown = peak.grown();
    QCOMPARE(report.intact, report.versions);
    QCOMPARE(std::ranges::count_if(report.findings, &Finding::repaired), 1);
    if (peak.isKnown())
        QVERIFY2(grown < size / 2, qPrintable(u"%1 MiB more were held"_s.arg(grown >> 20)));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.size(), size);
    QCOMPARE(file.read(1), QByteArray(1, PatternSource::at(0)));
    QCOMPARE(QDir(state.filePath(u"state"_s)).entryList({u".tmp-*"_s}, QDir::Files | QDir::Hidden), QStringList());
}

// What could be mended stays offered, and is said not to have been tried.
void TestReplicaMending::asksNothingOffline()
{
    m_desk->damage(u"1.0.0"_s);
    m_desk->team.faults().calls = 0;
    const auto offline = m_desk->team.join(u"ada"_s, 0, [this](ReplicaOptions &options) {
        options.local = std::make_shared<CutOffLibrary>(m_desk->library.shared(), m_desk->here);
        options.offline = u"There is no leave to."_s;
    });
    const auto report = must(offline.storage->capabilities().inspection->inspect(true, {}, {}));
    QCOMPARE(std::ranges::count_if(report.findings, &Finding::repaired), 0);
    const auto found = std::ranges::find_if(report.findings, &Finding::repairable);
    QVERIFY(found != report.findings.end());
    QVERIFY2(found->message.endsWith(u"It was not asked now: There is no leave to."), qPrintable(found->message));
    const auto met = offline.sync().synchronise({}, {}, {});
    QCOMPARE(met.error().code(), ErrorCode::Unavailable);
    QCOMPARE(met.error().message(), u"There is no leave to."_s);
    QVERIFY(!met.error().isRetryable());
    QCOMPARE(m_desk->team.faults().calls.load(), 0);
}

QTEST_GUILESS_MAIN(TestReplicaMending)
#include "test_replica_mending.moc"
