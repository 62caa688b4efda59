// SPDX-License-Identifier: Apache-2.0
// Two replicas and a home, changed by chance, offline and interrupted by chance, with clocks ten years off: in the end
// all three hold the same, and everything that was acknowledged is somewhere under its bytes.
#include "replica_fixture.h"

#include "pulse/test/generator.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

using Choice = SyncStorage::Choice;
using Fault = UncertainHome::Fault;

QString digitsOf(const QByteArray &content)
{
    return Checksum::of(content).hex().first(8);
}

/// One random history.
class History
{
public:
    explicit History(quint32 seed)
        : m_chance(seed)
        , m_members{m_team.join(u"ada"_s, 10), m_team.join(u"bob"_s, -10)}
    {
        m_team.faults().hasFingerprints = m_chance.chance(50);
    }

    void step()
    {
        const Team::Member &member = m_members[static_cast<size_t>(m_chance.below(2))];
        member.clock->advance(std::chrono::seconds(m_chance.below(100'000)));
        if (m_chance.chance(15))
            return sync(member);
        act(m_chance.chance(6) ? m_team.home() : *member.storage);
    }

    /// Until nothing moves any more; every conflict gets an answer by chance.
    bool settle()
    {
        m_team.faults().fault = Fault::None;
        m_team.faults().callsUntilGone = -1;
        for (int round = 0; round < 30; ++round) {
            qint64 moved = 0;
            qsizetype asked = 0;
            for (const Team::Member &member : m_members) {
                const auto report = member.sync().synchronise({.acceptHome = true}, {}, {});
                if (!report || !report->failed.empty()) {
                    m_trouble = report ? report->failed.front().error.toString() : report.error().toString();
                    moved += 1;
                    continue;
                }
                moved += report->sent + report->received;
                for (const auto &conflict : must(member.sync().conflicts({}))) {
                    ++asked;
                    const auto choice = m_chance.chance(50) ? Choice::Here : Choice::Home;
                    if (const auto resolved = member.sync().resolve(conflict.id, choice, {}); !resolved)
                        m_trouble = resolved.error().toString();
                    else if (conflict.kind == SyncStorage::Conflict::Kind::Removal)
                        m_mayBeGone = true; // a person said so; into the trash
                }
            }
            if (moved == 0 && asked == 0)
                return true;
        }
        return false;
    }

    [[nodiscard]] QString trouble() const { return m_trouble; }
    [[nodiscard]] QStringList differences()
    {
        const QStringList home = viewOf(m_team.home());
        QStringList wrong;
        for (const Team::Member &member : m_members) {
            const QStringList own = viewOf(*member.storage);
            for (const QString &line : own + home) {
                if (own.contains(line) != home.contains(line))
                    wrong.append(line);
            }
        }
        return wrong;
    }
    /// Acknowledged contents that are nowhere any more: not in place, and in nobody's trash.
    [[nodiscard]] QStringList lost()
    {
        QSet<QString> present = everywhere(m_team.home());
        for (const Team::Member &member : m_members)
            present += everywhere(*member.local);
        QStringList missing;
        for (const QString &digits : m_acknowledged) {
            if (!present.contains(digits))
                missing.append(digits);
        }
        return missing;
    }
    [[nodiscard]] QStringList dangling()
    {
        QStringList wrong;
        for (Storage *storage : {&m_team.home(), m_members[0].storage.get(), m_members[1].storage.get()}) {
            for (const ListItem &item : must(storage->list({.limit = 1000}, {})).items) {
                for (const auto &[label, version] : must(storage->capabilities().labels->labels(*item.name, {}))) {
                    if (!must(storage->exists(*item.name, version, {})))
                        wrong.append(item.path + u' ' + label.toString());
                }
            }
        }
        return wrong;
    }

private:
    // What is in place and, brought back under another name, what is in the trash.
    QSet<QString> everywhere(Storage &storage)
    {
        TrashStorage &trash = *storage.capabilities().trash;
        int count = 0;
        for (const TrashEntry &entry : must(trash.trash({})))
            must(trash.restore(entry.id, makeName(u"back/%1"_s.arg(++count)), {}));
        return bytesIn(storage);
    }

    void sync(const Team::Member &member)
    {
        const int luck = m_chance.below(10);
        m_team.faults().fault = luck == 0 ? Fault::Unreachable : luck == 1 ? Fault::CutListing : Fault::None;
        m_team.faults().callsUntilGone = luck == 2 || luck == 3 ? m_chance.below(40) : -1;
        (void)member.sync().synchronise({.everything = m_chance.chance(10)}, {}, {});
        m_team.faults().fault = Fault::None;
        m_team.faults().callsUntilGone = -1;
    }

    // Refusals are part of it: what was refused was not acknowledged.
    void act(Storage &storage)
    {
        const Capabilities can = storage.capabilities();
        const Name name = makeName(u"p%1"_s.arg(m_chance.below(6)));
        const Version version = makeVersion(u"1.%1.0"_s.arg(m_chance.below(4)));
        const Label label = makeLabel(m_chance.chance(50) ? u"production" : u"staging");
        switch (m_chance.below(10)) {
        case 0:
        case 1:
        case 2:
        case 3: {
            const QByteArray content = m_chance.text(4) + QByteArray::number(++m_count);
            if (storage.store(makePrompt(name, version, content), {}))
                m_acknowledged.insert(digitsOf(content));
            return;
        }
        case 4:
            (void)can.metadata->updateMetadata(name, version, {.description = m_chance.word()}, {});
            return;
        case 5:
            (void)can.metadata->updateMetadata(name, version,
                                               m_chance.chance(60) ? MetadataPatch{.addTags = {m_chance.word()}}
                                                                   : MetadataPatch{.tags = TagSet()},
                                               {});
            return;
        case 6:
            (void)can.labels->setLabel(name, label, version, {}, {});
            return;
        case 7:
            (void)can.labels->removeLabel(name, label, {}, {});
            return;
        case 8:
            (void)storage.remove(name, m_chance.chance(70) ? std::optional(version) : std::nullopt, {});
            return;
        default:
            if (m_chance.chance(50))
                (void)can.renaming->rename(name, makeName(u"p%1"_s.arg(m_chance.below(6))), {});
            else if (const auto entries = must(can.trash->trash({})); !entries.empty())
                (void)can.trash->restore(
                    entries[static_cast<size_t>(m_chance.below(static_cast<int>(entries.size())))].id, {}, {});
        }
    }

    Generator m_chance;
    Team m_team;
    std::array<Team::Member, 2> m_members;
    QSet<QString> m_acknowledged;
    int m_count = 0;
    QString m_trouble;
    bool m_mayBeGone = false;
};

} // namespace

class TestReplicaConvergence : public QObject
{
    Q_OBJECT
private slots:
    void everythingConverges();
};

void TestReplicaConvergence::everythingConverges()
{
    // 10,000 operations, in histories that are short enough to be understood when one goes wrong.
    const int histories = qEnvironmentVariableIsSet("PULSE_EXHAUSTIVE") ? 2'000 : 100;
    const quint32 first = static_cast<quint32>(qEnvironmentVariableIntValue("PULSE_SEED"));
    for (quint32 seed = first; seed < first + static_cast<quint32>(histories); ++seed) {
        History history(seed);
        for (int i = 0; i < 100; ++i)
            history.step();
        const QString where = u"seed %1: "_s.arg(seed);
        QVERIFY2(history.settle(), qPrintable(where + u"it does not settle: "_s + history.trouble()));
        QVERIFY2(history.differences().isEmpty(), qPrintable(where + history.differences().join(u"; "_s)));
        QVERIFY2(history.dangling().isEmpty(), qPrintable(where + history.dangling().join(u"; "_s)));
        const QStringList lost = history.lost();
        QVERIFY2(lost.isEmpty(), qPrintable(where + u"lost "_s + lost.join(u' ')));
    }
}

QTEST_GUILESS_MAIN(TestReplicaConvergence)
#include "test_replica_convergence.moc"
