// SPDX-License-Identifier: Apache-2.0
// What a person chose: written into this side, and into what both sides are said to have held, so that the next
// synchronisation finds one side changed and not two.
#include "replica_storage.h"

using namespace Qt::StringLiterals;

namespace pulse::replica {

namespace {

using Kind = SyncStorage::Conflict::Kind;

std::optional<Version> versionIn(const QByteArray &text)
{
    const auto version = Version::parse(QString::fromUtf8(text));
    return version ? std::optional(*version) : std::nullopt;
}

void dropVersion(PromptFacts &facts, const Version &version)
{
    facts.versions.erase(version);
    std::erase_if(facts.labels, [&](const auto &entry) { return entry.second == version; });
}

// A conflict about bytes is on record before they change places: whether the number holds others than ours by now.
bool isExchanged(Storage &local, const ConflictRecord &record, const std::stop_token &stop)
{
    if (record.conflict.kind != Kind::Version)
        return true;
    const std::set<Version> only{*record.conflict.version};
    const auto here = readPrompt(local, record.conflict.name, &only, stop);
    const VersionFacts *facts = here ? here->facts.find(*record.conflict.version) : nullptr;
    return facts == nullptr || facts->checksum != record.bytes;
}

/// One choice while it is carried out; nobody else changes the replica meanwhile.
class Resolution
{
public:
    Resolution(Storage &local, Store &store, const ConflictRecord &record, SyncStorage::Choice choice,
               std::stop_token stop)
        : m_local(local)
        , m_can(local.capabilities())
        , m_store(store)
        , m_record(record)
        , m_isHere(choice == SyncStorage::Choice::Here)
        , m_stop(std::move(stop))
    {}

    Result<void> run(const QByteArray &operation)
    {
        const Name &name = m_record.conflict.name;
        auto base = m_store.base(name);
        auto mark = m_store.mark(name);
        if (!base || !mark)
            return failure(base ? mark.error().code() : base.error().code(), u"resolve"_s, name.toString(),
                           base ? mark.error().message() : base.error().message());
        m_base = base->value_or(BaseRecord());
        if (m_base.underWay && !isExchanged(m_local, m_record, m_stop))
            return failure(ErrorCode::Unavailable, u"resolve"_s, name.toString(),
                           u"What the home holds of “%1” is still on its way here. Choose once the synchronisation is "
                           "through."_s.arg(name.toString()));
        if (auto settled = settleWhatWasUnderWay(); !settled)
            return settled;
        m_mark = mark->value_or(ChangeMark{.operation = {}, .removed = {}});
        m_mark.operation = operation;
        m_mark.isChange = true;
        // The mark first: whatever a crash leaves of the rest is looked at again.
        if (auto marked = m_store.setMarks({{name, m_mark}}); !marked)
            return marked;
        if (auto chosen = choose(); !chosen)
            return chosen;
        m_base.fingerprint.clear();
        m_base.choice = operation;
        if (auto kept = m_store.setBases({{name, m_base}}); !kept)
            return kept;
        if (auto marked = m_store.setMarks({{name, m_mark}}); !marked)
            return marked;
        if (auto gone = removeDouble(); !gone)
            return gone;
        return m_store.removeConflict(m_record.conflict.id);
    }

private:
    Result<void> choose()
    {
        switch (m_record.conflict.kind) {
        case Kind::Version:
            return m_isHere ? takeOurBytes() : Result<void>(); // the home's have the number already
        case Kind::Metadata:
            return chooseDescription();
        case Kind::Label:
            return chooseLabel();
        case Kind::Removal:
            break;
        }
        return chooseRemoval();
    }

    // Of what was on its way, what has come here counts from now on. What was sent stays under way: the home shows it.
    Result<void> settleWhatWasUnderWay()
    {
        if (!m_base.underWay)
            return {};
        const auto here = readPrompt(m_local, m_record.conflict.name, nullptr, m_stop);
        if (!here)
            return failure(here);
        settle(*m_base.underWay, m_base.facts, here->facts);
        return {};
    }
    // What both are said to have held, and to come to hold: nothing of it is under way any more.
    void agree(const std::function<void(PromptFacts &)> &edit)
    {
        edit(m_base.facts);
        if (m_base.underWay) {
            edit(m_base.underWay->received);
            edit(m_base.underWay->agreed);
        }
    }

    Result<void> chooseDescription();
    Result<void> chooseLabel();
    Result<void> chooseRemoval();
    Result<void> takeOurBytes();
    Result<void> setTheirsAside(const Prompt &theirs);
    Result<void> moveLabels(const Version &from, const Version &to);
    Result<void> removeDouble();
    Result<void> removeHere();

    Storage &m_local;
    const Capabilities m_can;
    Store &m_store;
    const ConflictRecord &m_record;
    const bool m_isHere;
    const std::stop_token m_stop;
    BaseRecord m_base;
    ChangeMark m_mark;
};

Result<void> Resolution::chooseDescription()
{
    const auto &[name, version] = std::tie(m_record.conflict.name, *m_record.conflict.version);
    const QString theirs = QString::fromUtf8(m_record.conflict.home.value);
    agree([&](PromptFacts &facts) {
        if (const auto known = facts.versions.find(version); known != facts.versions.end())
            known->second.description = standInFor(theirs);
    });
    if (m_isHere)
        return {};
    MetadataPatch patch;
    patch.description = theirs;
    return m_can.metadata->updateMetadata(name, version, patch, m_stop).transform([](const Metadata &) {});
}

Result<void> Resolution::chooseLabel()
{
    const Name &name = m_record.conflict.name;
    const auto label = Label::parse(m_record.conflict.field);
    if (!label)
        return failure(label);
    const auto theirs = versionIn(m_record.conflict.home.value);
    agree([&](PromptFacts &facts) {
        if (theirs)
            facts.labels.insert_or_assign(*label, *theirs);
        else
            facts.labels.erase(*label);
    });
    if (m_isHere)
        return {};
    if (theirs)
        return m_can.labels->setLabel(name, *label, *theirs, {}, m_stop);
    auto removed = m_can.labels->removeLabel(name, *label, {}, m_stop);
    return !removed && removed.error().code() == ErrorCode::NotFound ? Result<void>() : removed;
}

Result<void> Resolution::removeHere()
{
    const auto &[name, version] = std::tie(m_record.conflict.name, m_record.conflict.version);
    if (version && m_can.labels) {
        const auto labels = m_can.labels->labels(name, m_stop);
        for (const auto &[label, target] : labels.value_or(LabelMap())) {
            if (target != *version)
                continue;
            if (auto removed = m_can.labels->removeLabel(name, label, {}, m_stop); !removed)
                return removed;
        }
    }
    auto removed = m_local.remove(name, version, m_stop);
    if (!removed && removed.error().code() != ErrorCode::NotFound)
        return failure(std::move(removed));
    return {};
}

Result<void> Resolution::chooseRemoval()
{
    const auto &version = m_record.conflict.version;
    if (m_record.isRemovedHere && m_isHere) {
        // As if both had held what the home holds, and all of it had been removed here.
        if (!version)
            agree([&](PromptFacts &agreed) { agreed = m_record.home; });
        for (const auto &[one, facts] : m_record.home.versions) {
            if (version && one != *version)
                continue;
            agree([&](PromptFacts &agreed) { agreed.versions.insert_or_assign(one, facts); });
            m_mark.removed.insert_or_assign(one, facts.checksum);
        }
        return {};
    }
    if (m_record.isRemovedHere) { // as if it had not been removed: it comes back
        if (version)
            m_mark.removed.erase(*version);
        else
            m_mark.removed.clear();
        return {};
    }
    // As if both had forgotten it: what stays here is new.
    agree([&](PromptFacts &facts) {
        if (version)
            dropVersion(facts, *version);
        else
            facts = {};
    });
    return m_isHere ? Result<void>() : removeHere();
}

// The home's bytes become a pre-release here, and ours are published anew under the number; the next synchronisation
// does the same at the home.
Result<void> Resolution::takeOurBytes()
{
    const Name &name = m_record.conflict.name;
    const Version &version = *m_record.conflict.version;
    auto theirs = m_local.fetch(name, version, m_stop);
    if (!theirs && theirs.error().code() != ErrorCode::NotFound)
        return failure(std::move(theirs));
    // That theirs were taken away on purpose is on the disk only when ours have the number (run() writes the mark
    // last): cut off before, nothing is removed at the home, and the same choice can be made again.
    if (const VersionFacts *agreed = m_base.facts.find(version);
        agreed != nullptr && agreed->checksum != m_record.bytes)
        m_mark.removed.insert_or_assign(version, agreed->checksum);
    m_mark.removed.insert_or_assign(*m_record.ours, m_record.bytes);
    if (theirs && theirs->metadata.checksum == m_record.bytes)
        return {}; // done before, and cut off after it
    auto ours = m_local.fetch(name, *m_record.ours, m_stop);
    if (!ours)
        return failure(std::move(ours));
    if (theirs) {
        if (auto kept = setTheirsAside(*theirs); !kept)
            return kept;
    }
    ours->metadata.version = version;
    return m_local.store(*ours, {}).transform([](const StoreReceipt &) {});
}

Result<void> Resolution::setTheirsAside(const Prompt &theirs)
{
    const Version &version = theirs.version();
    m_mark.removed.insert_or_assign(version, theirs.metadata.checksum);
    agree([&](PromptFacts &facts) { facts.versions.insert_or_assign(version, factsOf(theirs.metadata)); });
    Prompt aside = theirs;
    aside.metadata.version = conflictVersion(version, theirs.metadata.checksum);
    if (auto kept = m_local.store(aside, m_stop); !kept)
        return failure(std::move(kept));
    if (auto moved = moveLabels(version, aside.version()); !moved)
        return moved;
    return m_local.remove(theirs.name(), version, m_stop).transform([](const RemovalReceipt &) {});
}

// A label stays with its bytes.
Result<void> Resolution::moveLabels(const Version &from, const Version &to)
{
    const Name &name = m_record.conflict.name;
    const auto labels = m_can.labels ? m_can.labels->labels(name, m_stop) : LabelMap();
    if (!labels)
        return failure(labels);
    for (const auto &[label, target] : *labels) {
        if (target != from)
            continue;
        if (auto moved = m_can.labels->setLabel(name, label, to, {}, m_stop); !moved)
            return moved;
    }
    return {};
}

// Our bytes have the number again: under the other one they would be there twice. Its mark is on the disk already; cut
// off here, they are.
Result<void> Resolution::removeDouble()
{
    if (m_record.conflict.kind != Kind::Version || !m_isHere)
        return {};
    const Name &name = m_record.conflict.name;
    const std::set<Version> only{*m_record.ours};
    const auto here = readPrompt(m_local, name, &only, m_stop);
    if (!here)
        return failure(here);
    const VersionFacts *twice = here->facts.find(*m_record.ours);
    if (twice == nullptr || twice->checksum != m_record.bytes)
        return {};
    if (auto moved = moveLabels(*m_record.ours, *m_record.conflict.version); !moved)
        return moved;
    return m_local.remove(name, *m_record.ours, m_stop).transform([](const RemovalReceipt &) {});
}

} // namespace

Result<void> ReplicaStorage::resolve(const QString &conflictId, Choice choice, std::stop_token stop)
{
    const auto all = m_store.conflicts();
    if (!all)
        return failure(all);
    const auto found = std::ranges::find(*all, conflictId, [](const auto &record) { return record.conflict.id; });
    if (found == all->end())
        return failure(
            ErrorCode::NotFound, u"resolve"_s, conflictId,
            u"There is no conflict “%1” (any more). List what there is with sync conflicts."_s.arg(conflictId));
    if (choice == Choice::Both && found->conflict.kind != Kind::Version)
        return failure(ErrorCode::Unsupported, u"resolve"_s, conflictId,
                       u"Both sides of this conflict cannot be kept. Choose here or home."_s);
    const auto resolved = [&]() -> Result<void> {
        const auto lock = m_store.lockChanges(stop);
        if (!lock)
            return failure(lock);
        return Resolution(next(), m_store, *found, choice, stop).run(recordingParts().operation());
    }();
    noteChanged();
    return resolved;
}

// ---- showing

void ReplicaStorage::fillIn(Conflict &conflict, const ConflictRecord &record, const std::stop_token &stop)
{
    if (conflict.kind != Conflict::Kind::Version)
        return;
    const auto contentOf = [&](const Version &version) {
        const auto prompt = next().fetch(conflict.name, version, stop);
        return prompt ? prompt->content : QByteArray();
    };
    conflict.here.value = contentOf(*record.ours);
    if (isExchanged(next(), record, stop)) // else the home's are still on their way
        conflict.home.value = contentOf(*conflict.version);
}

Result<std::vector<SyncStorage::Conflict>> ReplicaStorage::conflicts(std::stop_token stop)
{
    const auto records = m_store.conflicts();
    if (!records)
        return failure(records);
    std::vector<Conflict> all;
    for (const ConflictRecord &record : *records) {
        all.push_back(record.conflict);
        fillIn(all.back(), record, stop);
    }
    std::ranges::sort(all, {}, [](const Conflict &one) { return std::pair(one.name, one.id); });
    return all;
}

} // namespace pulse::replica
