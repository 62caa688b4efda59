// SPDX-License-Identifier: Apache-2.0
#include "label_access.h"

#include "layout.h"
#include "pointers.h"

using namespace Qt::StringLiterals;

namespace pulse::filesystem {
namespace {

using Precondition = LabelStorage::Precondition;

Result<void> check(const Call &call, const Label &label, const std::optional<Version> &current,
                   const Precondition &precondition)
{
    const bool holds =
        precondition.kind == Precondition::Kind::None ||
        (precondition.kind == Precondition::Kind::Absent && !current) ||
        (precondition.kind == Precondition::Kind::PointsTo && current && current == precondition.version);
    if (holds)
        return {};
    const QString now = current ? u"points at %1 now"_s.arg(current->toString()) : u"is gone now"_s;
    return call.fails(
        ErrorCode::Conflict,
        u"The label “%1” of “%2” %3, so somebody else has changed it. Look at it again, then decide."_s.arg(
            label.toString(), call.subject, now));
}

} // namespace

Result<void> changeLabel(Library &library, const Call &call, const Name &name, const Label &label,
                         const std::optional<Version> &target, const Precondition &precondition,
                         const std::stop_token &stop)
{
    auto writing = Writing::begin(library, call, stop);
    if (!writing)
        return failure(std::move(writing));
    const auto prompt = library.openPrompt(call, name);
    if (!prompt)
        return failure(prompt);
    const auto contents = library.read(call, *prompt);
    if (!contents)
        return failure(contents);
    if (!contents->isPrompt())
        return call.fails(ErrorCode::NotFound, u"There is no prompt “%1” in this library."_s.arg(name.toString()));
    if (target && !std::ranges::binary_search(contents->versions, *target))
        return call.fails(ErrorCode::NotFound,
                          u"“%1” has no version %2 to label."_s.arg(name.toString(), target->toString()));
    const auto labels = readLabels(library.fs(), prompt->get(), *contents);
    if (!labels)
        return call.fails(labels.error());
    const auto known = labels->find(label);
    const std::optional<Version> current = known != labels->end() ? std::optional(known->second) : std::nullopt;
    if (auto holds = check(call, label, current, precondition); !holds)
        return holds;
    if (!target && !current)
        return call.fails(ErrorCode::NotFound, u"“%1” has no label “%2”."_s.arg(name.toString(), label.toString()));
    // A writer that died may have left the version unsynced, or this very label.
    const auto settle = [&] {
        auto synced = library.fs().sync(prompt->get());
        return synced ? writing->syncAbove(layout::pathOf(name)) : synced;
    };
    if (target) {
        if (const auto settled = settle(); !settled)
            return call.fails(settled.error());
    }
    if (current == target)
        return {};
    const auto changed = target ? writePointer(library, prompt->get(), layout::fileName(label), *target)
                                : library.fs().removeFile(prompt->get(), layout::fileName(label));
    if (!changed)
        return call.fails(changed.error());
    if (const auto synced = library.fs().sync(prompt->get()); !synced)
        return library.loseTrust(call, synced.error());
    return {};
}

} // namespace pulse::filesystem
