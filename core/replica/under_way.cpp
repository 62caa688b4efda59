// SPDX-License-Identifier: Apache-2.0
#include "under_way.h"

#include <algorithm>

namespace pulse::replica {

namespace {

bool hasBytesOf(const VersionFacts *one, const VersionFacts *other)
{
    return one != nullptr && other != nullptr && one->checksum == other->checksum;
}

/// What is edited of a version with the bytes of `to`, before anything of it was carried over.
VersionFacts beginningOf(const VersionFacts *from, const VersionFacts &to)
{
    return hasBytesOf(from, &to) ? *from : VersionFacts{to.checksum, {}, {}};
}

VersionFacts carriedFields(const VersionFacts *from, const VersionFacts &to, const VersionFacts &side)
{
    VersionFacts facts = beginningOf(from, to);
    for (const QString &tag : to.tags.toList()) {
        if (side.tags.contains(tag))
            (void)facts.tags.insert(tag);
    }
    for (const QString &tag : QStringList(facts.tags.toList())) {
        if (!to.tags.contains(tag) && !side.tags.contains(tag))
            facts.tags.remove(tag);
    }
    if (side.description == to.description)
        facts.description = to.description;
    return facts;
}

std::optional<VersionFacts> carriedVersion(const VersionFacts *from, const VersionFacts *to, const VersionFacts *side)
{
    if (to != nullptr && hasBytesOf(to, side))
        return carriedFields(from, *to, *side);
    const bool isStillFrom = hasBytesOf(from, to) || hasBytesOf(from, side);
    return isStillFrom ? std::optional(*from) : std::nullopt;
}

std::optional<Version> at(const LabelMap &labels, const Label &label)
{
    const auto found = labels.find(label);
    return found == labels.end() ? std::nullopt : std::optional(found->second);
}

void put(LabelMap &labels, const Label &label, const std::optional<Version> &version)
{
    if (version)
        labels.insert_or_assign(label, *version);
    else
        labels.erase(label);
}

template <typename Map>
std::set<typename Map::key_type> keysOf(const Map &one, const Map &other)
{
    std::set<typename Map::key_type> keys;
    for (const Map *map : {&one, &other}) {
        for (const auto &[key, value] : *map)
            keys.insert(key);
    }
    return keys;
}

template <typename Value>
bool isNeither(const Value &value, const Value &one, const Value &other)
{
    return value != one && value != other;
}

} // namespace

PromptFacts carried(const PromptFacts &from, const PromptFacts &to, const PromptFacts &side)
{
    PromptFacts facts;
    for (const Version &version : keysOf(from.versions, to.versions)) {
        if (auto one = carriedVersion(from.find(version), to.find(version), side.find(version)))
            facts.versions.emplace(version, *std::move(one));
    }
    facts.labels = from.labels;
    for (const Label &label : keysOf(from.labels, to.labels)) {
        if (at(side.labels, label) == at(to.labels, label))
            put(facts.labels, label, at(to.labels, label));
    }
    return facts;
}

UnderWay underWay(const PromptFacts &past, PromptFacts agreed, const std::vector<Version> &arriving,
                  const PromptFacts &home)
{
    for (const Version &version : arriving) {
        agreed.versions.erase(version);
        if (const VersionFacts *known = past.find(version))
            agreed.versions.emplace(version, *known);
    }
    return {.received = carried(past, agreed, home),
            .agreed = std::move(agreed),
            .arriving = std::set(arriving.begin(), arriving.end())};
}

void settle(UnderWay &way, PromptFacts &past, const PromptFacts &here)
{
    if (way.isSettled)
        return;
    past = carried(past, way.received, here);
    way.agreed = carried(past, way.agreed, here);
    for (const Version &version : way.arriving) {
        if (const VersionFacts *arrived = here.find(version)) {
            past.versions.insert_or_assign(version, *arrived);
            way.agreed.versions.insert_or_assign(version, *arrived);
        }
    }
    way.received = past;
    way.arriving.clear();
    way.isSettled = true;
}

PromptFacts pastAfter(const UnderWay &way, const PromptFacts &past, const PromptFacts &here, const PromptFacts &home)
{
    PromptFacts after = carried(past, way.agreed, home);
    for (const auto &[version, sent] : way.agreed.versions) {
        const VersionFacts *ours = here.find(version);
        const VersionFacts *theirs = home.find(version);
        if (!hasBytesOf(theirs, &sent) || !hasBytesOf(ours, &sent))
            continue;
        const QByteArray before = beginningOf(past.find(version), sent).description;
        if (isNeither(theirs->description, before, sent.description) && ours->description == before)
            after.versions.at(version).description = sent.description;
    }
    for (const Label &label : keysOf(past.labels, way.agreed.labels)) {
        const auto before = at(past.labels, label);
        const auto sent = at(way.agreed.labels, label);
        if (isNeither(at(home.labels, label), before, sent) && at(here.labels, label) == before)
            put(after.labels, label, sent);
    }
    return after;
}

} // namespace pulse::replica
