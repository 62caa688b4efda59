// SPDX-License-Identifier: Apache-2.0
#include "home_mender.h"

#include "pulse/base/cancellation.h"

using namespace Qt::StringLiterals;

namespace pulse::replica {
namespace {

// The version of the library that is damaged. What lies in the trash has a name and version too, and is none.
std::optional<VersionKey> damagedVersion(const Finding &finding)
{
    const bool isDamage = finding.severity == Finding::Severity::Damage && !finding.path.startsWith("trash/"_L1);
    return isDamage && finding.name && finding.version ? std::optional(VersionKey{*finding.name, *finding.version})
                                                       : std::nullopt;
}

// From a backup it may still be restored.
void fail(Finding &finding, const Error &why)
{
    finding.repairable = false;
    finding.message += u" That was tried: "_s + why.message();
}

} // namespace

HomeMender::HomeMender(const Parts &parts, std::stop_token stop)
    : m_parts(parts)
    , m_can(parts.local->capabilities())
    , m_stop(std::move(stop))
{}

Result<void> HomeMender::offer(std::vector<Finding> &findings)
{
    std::set<VersionKey> keys;
    for (const Finding &finding : findings) {
        if (const auto key = damagedVersion(finding); key && !finding.repaired && !finding.repairable)
            keys.insert(*key);
    }
    for (const VersionKey &key : keys) {
        if (auto go = checkCancelled(m_stop, u"inspect"_s, key.toString()); !go)
            return go;
        const auto now = readThrough(*m_parts.local, key, m_stop);
        if (now || now.error().code() != ErrorCode::Corrupt)
            continue;
        const auto agreed = agreedOf(key);
        if (!agreed)
            return failure(agreed);
        if (*agreed)
            m_agreed.emplace(key, **agreed);
    }
    for (Finding &finding : findings) {
        if (!isOffered(finding) || finding.repaired || finding.repairable)
            continue;
        finding.repairable = true;
        finding.message += u" Better than either: its home held it whole when it was last synchronised, and a repair "
                           "fetches it from there. Removing it here would remove it there, too."_s;
    }
    return {};
}

// What both sides held; nothing where that is not known, or is not so any more as far as it is known here.
Result<std::optional<VersionFacts>> HomeMender::agreedOf(const VersionKey &key)
{
    const auto base = m_parts.store.base(key.name);
    if (!base && base.error().code() != ErrorCode::Corrupt)
        return failure(base);
    const VersionFacts *agreed = base && *base ? (*base)->facts.find(key.version) : nullptr;
    const auto ours = factsHere(key);
    if (agreed == nullptr || (ours && ours->checksum != agreed->checksum))
        return std::nullopt;
    return *agreed;
}

// Nothing where they are what is damaged.
std::optional<Metadata> HomeMender::factsHere(const VersionKey &key)
{
    auto facts = m_can.metadata ? m_can.metadata->metadata(key.name, key.version, m_stop)
                                : Result<Metadata>(failure(ErrorCode::Unsupported, {}, {}, {}));
    return facts ? std::optional(*std::move(facts)) : std::nullopt;
}

bool HomeMender::isOffered(const Finding &finding) const
{
    const auto key = damagedVersion(finding);
    return key && m_agreed.contains(*key);
}

void HomeMender::excuse(const Error &why, std::vector<Finding> &findings) const
{
    for (Finding &finding : findings) {
        if (isOffered(finding))
            fail(finding, why);
    }
}

void HomeMender::postpone(const QString &why, std::vector<Finding> &findings) const
{
    for (Finding &finding : findings) {
        if (isOffered(finding))
            finding.message += u" It was not asked now: "_s + why;
    }
}

Result<void> HomeMender::mend(Storage &home, std::vector<Finding> &findings)
{
    for (const auto &[key, agreed] : m_agreed) {
        if (auto go = checkCancelled(m_stop, u"inspect"_s, key.toString()); !go)
            return go;
        const auto mended = mend(home, key);
        if (!mended && mended.error().code() == ErrorCode::Cancelled)
            return mended;
        m_mended += mended ? 1 : 0;
        for (Finding &finding : findings) {
            if (!isOffered(finding) || VersionKey{*finding.name, *finding.version} != key)
                continue;
            finding.repaired = mended.has_value();
            if (mended)
                finding.action = u"It was fetched from the home again; what was damaged is in the trash."_s;
            else
                fail(finding, mended.error());
        }
    }
    return {};
}

Result<void> HomeMender::mend(Storage &home, const VersionKey &key)
{
    auto good = goodCopy(home, key);
    if (!good)
        return failure(std::move(good));
    // Nobody changes the prompt here meanwhile.
    const auto lock = m_parts.store.lockChanges(m_stop);
    if (!lock)
        return failure(lock);
    // Where it is cut off, the next synchronisation receives it as the home has it.
    if (const auto ours = factsHere(key); ours && factsOf(*ours) != m_agreed.at(key))
        return failure(ErrorCode::Conflict, u"inspect"_s, key.toString(),
                       u"Its description or tags were changed here, and the home does not know it yet. Synchronise, "
                       "then repair."_s);
    return exchange(*std::move(good));
}

Result<GoodCopy> HomeMender::goodCopy(Storage &home, const VersionKey &key)
{
    auto theirs = GoodCopy::fetch(home, key, m_parts.store.folder(), m_stop);
    if (theirs && theirs->metadata().checksum != m_agreed.at(key).checksum)
        return failure(ErrorCode::Conflict, u"inspect"_s, key.toString(),
                       u"The home holds other bytes by now. Synchronise, then look again."_s);
    return theirs;
}

// Cut off in between it is missing here without an operation, and the next synchronisation receives it again. The
// labels that pointed at it are noted first, so that one that is lifted is no change that somebody made.
Result<void> HomeMender::exchange(GoodCopy good)
{
    const VersionKey key{good.metadata().name, good.metadata().version};
    const auto before = m_parts.store.mark(key.name);
    if (!before)
        return failure(before);
    ChangeMark note = before->value_or(ChangeMark{.operation = {}, .isChange = false, .removed = {}});
    if (auto lifted = liftLabels(key, note); !lifted)
        return lifted;
    const auto removed = m_parts.local->remove(key.name, key.version, {});
    if (!removed && removed.error().code() != ErrorCode::NotFound)
        return failure(removed);
    if (auto stored = good.storeIn(*m_parts.local); !stored)
        return stored;
    for (const auto &[label, target] : note.lifted) {
        if (target != key.version)
            continue;
        if (auto back = m_can.labels->setLabel(key.name, label, target, {}, {}); !back)
            return back;
    }
    return note.lifted.empty() ? Result<void>() : m_parts.store.setMarks({{key.name, *before}});
}

Result<void> HomeMender::liftLabels(const VersionKey &key, ChangeMark &note)
{
    const auto labels = m_can.labels ? m_can.labels->labels(key.name, m_stop) : LabelMap();
    if (!labels)
        return failure(labels);
    LabelMap lifted;
    for (const auto &[label, target] : *labels) {
        if (target == key.version)
            lifted.insert_or_assign(label, target);
    }
    if (lifted.empty())
        return {};
    for (const auto &[label, target] : lifted)
        note.lifted.insert_or_assign(label, target);
    if (auto kept = m_parts.store.setMarks({{key.name, note}}); !kept)
        return kept;
    for (const auto &[label, target] : lifted) {
        if (auto gone = m_can.labels->removeLabel(key.name, label, {}, {}); !gone)
            return gone;
    }
    return {};
}

} // namespace pulse::replica
