// SPDX-License-Identifier: Apache-2.0
#include "label_access.h"

#include "layout.h"
#include "pointers.h"
#include "pulse/storage/label_precondition.h"

using namespace Qt::StringLiterals;

namespace pulse::filesystem {
using Precondition = LabelStorage::Precondition;

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
    const auto current = targetOf(*labels, label);
    if (auto holds = checkPrecondition(precondition, name, label, current, call.operation); !holds)
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
