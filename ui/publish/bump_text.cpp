// SPDX-License-Identifier: Apache-2.0
#include "bump_text.h"

#include <QCoreApplication>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(pulse::ui::PublishSheet)

public:
    static QString observation(const BumpReason &reason)
    {
        using Kind = BumpReason::Kind;
        switch (reason.kind) {
        case Kind::Identical:
            return tr("Nothing changed");
        case Kind::Wording:
            return tr("Only the wording changed");
        case Kind::DefaultChanged:
            return tr("Variable `%1` has another default").arg(reason.variable);
        case Kind::VariableOptional:
            return tr("Variable `%1` is optional now").arg(reason.variable);
        case Kind::VariableAdded:
            return tr("Variable `%1` is new and optional").arg(reason.variable);
        case Kind::VariableAddedNeeded:
            return tr("Variable `%1` is new and required").arg(reason.variable);
        case Kind::VariableNeeded:
            return tr("Variable `%1` is required now").arg(reason.variable);
        case Kind::VariableRemoved:
            return tr("Variable `%1` is gone").arg(reason.variable);
        case Kind::VariableRenamed:
            return tr("Variable `%1` is now called `%2`").arg(reason.variable, reason.newName);
        }
        Q_UNREACHABLE_RETURN({});
    }

    static QString bump(SuggestedBump bump)
    {
        switch (bump) {
        case SuggestedBump::None:
            return {};
        case SuggestedBump::Patch:
            return tr("patch");
        case SuggestedBump::Minor:
            return tr("minor");
        case SuggestedBump::Major:
            return tr("major");
        }
        Q_UNREACHABLE_RETURN({});
    }
};

} // namespace

QString bumpText(const BumpReason &reason)
{
    const QString bump = Words::bump(reason.bump());
    const QString observation = Words::observation(reason);
    return bump.isEmpty() ? observation : u"%1 → %2"_s.arg(observation, bump);
}

} // namespace pulse::ui
