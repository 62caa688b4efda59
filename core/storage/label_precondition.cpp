// SPDX-License-Identifier: Apache-2.0
#include "pulse/storage/label_precondition.h"

using namespace Qt::StringLiterals;

namespace pulse {

Result<void> checkPrecondition(const LabelStorage::Precondition &precondition, const Name &name, const Label &label,
                               const std::optional<Version> &now, const QString &operation)
{
    using Kind = LabelStorage::Precondition::Kind;
    if (precondition.kind == Kind::None || (precondition.kind == Kind::Absent && !now) ||
        (precondition.kind == Kind::PointsTo && now && now == precondition.version))
        return {};
    const QString found = now ? u"points to %1"_s.arg(now->toString()) : u"does not exist"_s;
    return failure(ErrorCode::Conflict, operation, name.toString(),
                   u"Somebody else changed the label “%1” of “%2”: it %3 now. Look at it, then decide again."_s.arg(
                       label.toString(), name.toString(), found));
}

std::optional<Version> targetOf(const LabelMap &labels, const Label &label)
{
    const auto found = labels.find(label);
    return found != labels.end() ? std::optional(found->second) : std::nullopt;
}

} // namespace pulse
