// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/recovery/upgrade_sheet.h"

#include "pulse/ui/common/format.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLocale>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

LineTable::Line line(const QString &what, const QString &amount, const QString &toolTip = {}, bool isProblem = false)
{
    return {.cells = {what, amount}, .toolTip = toolTip, .isProblem = isProblem, .isQuiet = false};
}

/// What the library can do is asked on the worker, where it is used.
template <typename T, typename Use>
Result<T> withUpgrades(Library &library, Use use)
{
    UpgradableStorage *upgrades = library.capabilities().upgrades;
    if (!upgrades)
        return failure(ErrorCode::Unsupported, u"upgrade"_s, {},
                       u"A library of this kind has no layout that could be upgraded."_s);
    return use(*upgrades);
}

bool isShortOfRoom(const UpgradableStorage::Plan &plan)
{
    return plan.bytesFree && *plan.bytesFree < plan.bytesNeeded;
}

} // namespace

UpgradeSheet::UpgradeSheet(LibrarySession *session, QWidget *parent)
    : WorkSheet(tr("Upgrade “%1”").arg(session->title()), {tr("What"), tr("How much")}, tr("What will be done"), 0,
                parent)
    , m_session(session)
    , m_carry(new QCheckBox(tr("Copy what is damaged as it is"), this))
{
    m_carry->setToolTip(tr("It stays damaged, and a check of the library goes on reporting it"));
    m_carry->hide();
    resize(600, 320); // a few lines, as a rule
    auto *choices = new QHBoxLayout;
    choices->addWidget(m_carry);
    addChoices(choices);
    connect(m_carry, &QCheckBox::toggled, this, [this] { updateMain(); });
    look();
}

UpgradeSheet::~UpgradeSheet() = default;

bool UpgradeSheet::isWorthwhile(const LibrarySession &session)
{
    const StorageInfo &info = session.info();
    return info.newestSchema > info.schema && !info.readOnly && session.library()->capabilities().upgrades;
}

void UpgradeSheet::look()
{
    setMain(tr("Upgrade"), false);
    m_look = m_session
                 ->run([sink = beginLooking(tr("Reading what there is to do…"))](Library &library,
                                                                                 const std::stop_token &stop) {
                     return withUpgrades<UpgradableStorage::Plan>(
                         library, [&](UpgradableStorage &upgrades) { return upgrades.planUpgrade(sink, stop); });
                 })
                 .then(this, [this](const Result<UpgradableStorage::Plan> &plan) {
                     endLooking();
                     showPlan(plan);
                 });
}

void UpgradeSheet::showPlan(const Result<UpgradableStorage::Plan> &plan)
{
    if (!plan) {
        say(tr("It cannot be told what an upgrade would do."));
        showProblem(plan.error());
        setMain({}, false);
        return;
    }
    m_plan = *plan;
    const QLocale locale;
    std::vector<LineTable::Line> lines;
    lines.push_back(
        line(tr("Layout"), tr("%1 becomes %2").arg(locale.toString(m_plan.from), locale.toString(m_plan.to))));
    lines.push_back(line(tr("Versions that are copied and sealed"), locale.toString(m_plan.versions)));
    lines.push_back(line(tr("Room needed on the disk"), fileSize(m_plan.bytesNeeded)));
    if (m_plan.bytesFree)
        lines.push_back(line(tr("Room there is"), fileSize(*m_plan.bytesFree), {}, isShortOfRoom(m_plan)));
    for (const Finding &finding : m_plan.damage)
        lines.push_back(line(finding.path, tr("damaged"), finding.message, true));
    for (const QString &path : m_plan.previous)
        lines.push_back(line(path, tr("kept by an earlier upgrade")));
    showLines(std::move(lines));
    m_carry->setVisible(!m_plan.damage.empty());
    if (m_plan.from == m_plan.to) {
        say(tr("The library has the newest layout already."));
        setMain({}, false);
        return;
    }
    updateMain();
}

void UpgradeSheet::updateMain()
{
    const bool isHeldUp = !m_plan.damage.empty() && !m_carry->isChecked();
    if (isShortOfRoom(m_plan))
        say(tr("There is not enough room on the disk for the new copy. Make some, then try again."));
    else if (isHeldUp)
        say(tr("Some of the library is damaged. Check the library and mend it first, or have it copied as it is."));
    else
        say(tr(
            "A sealed copy is made aside, read back, and put in place of the old one. The old one is kept. Prompts can "
            "be read meanwhile."));
    setMain(tr("Upgrade"), !isHeldUp && !isShortOfRoom(m_plan));
}

void UpgradeSheet::act()
{
    if (!m_session || isWorking())
        return;
    const UpgradableStorage::Options options{.carryDamage = m_carry->isChecked()};
    m_carry->setEnabled(false);
    m_work = m_session
                 ->run([options, sink = beginWork(tr("Upgrading…"))](Library &library, const std::stop_token &stop) {
                     return withUpgrades<UpgradableStorage::Outcome>(
                         library, [&](UpgradableStorage &upgrades) { return upgrades.upgrade(options, sink, stop); });
                 })
                 .then(this, [this](const Result<UpgradableStorage::Outcome> &outcome) { finish(outcome); });
}

void UpgradeSheet::stopWork()
{
    m_work.requestStop();
}

void UpgradeSheet::finish(const Result<UpgradableStorage::Outcome> &outcome)
{
    m_carry->hide();
    if (outcome) {
        const QLocale locale;
        say(outcome->from == outcome->to ? tr("The library has the newest layout already.")
            : outcome->versions == 1     ? tr("Upgraded 1 version. The old layout is kept beside it, whole.")
                                         : tr("Upgraded %1 versions. The old layout is kept beside them, whole.")
                                           .arg(locale.toString(outcome->versions)));
        std::vector<LineTable::Line> lines;
        if (!outcome->kept.isEmpty())
            lines.push_back(
                line(outcome->kept, tr("the old layout"),
                     tr("“pulse-gui --cli upgrade --drop-old” deletes it when it is not wanted any more.")));
        showLines(std::move(lines));
        emit upgraded(*outcome);
    } else {
        tellEarlyEnd(outcome.error(),
                     tr("Stopped. Nothing has changed; another upgrade goes on from where this one was."),
                     tr("The library was not upgraded."));
    }
    endWork();
}

} // namespace pulse::ui
