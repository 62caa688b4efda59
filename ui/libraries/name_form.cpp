// SPDX-License-Identifier: Apache-2.0
#include "name_form.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/libraries/library_place.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {
constexpr int longestMinutes = 24 * 60;
}

NameForm::NameForm(QWidget *parent)
    : QWidget(parent)
    , m_form(new QFormLayout)
    , m_name(new QLineEdit(this))
    , m_minutes(new QSpinBox(this))
    , m_writeThrough(new QCheckBox(tr("Publishing &waits until it is sent"), this))
    , m_readOnly(new QCheckBox(tr("For &reading only"), this))
    , m_default(new QCheckBox(tr("&Open it when no other is named"), this))
    , m_problem(new QLabel(this))
{
    m_form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_form->setSpacing(innerSpacing);
    m_form->addRow(tr("&Name:"), m_name);
    m_minutes->setRange(0, longestMinutes);
    m_minutes->setSpecialValueText(tr("only when asked"));
    m_minutes->setSuffix(tr(" min"));
    m_form->addRow(tr("&Synchronise every:"), m_minutes);
    m_writeThrough->setToolTip(tr("Otherwise a change is kept here at once and sent in the background"));
    m_form->addRow(QString(), m_writeThrough);
    m_form->addRow(QString(), m_readOnly);
    m_form->addRow(QString(), m_default);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(m_form);
    column->addWidget(m_problem);
    column->addStretch(1);
    setFocusProxy(m_name);
    connect(m_name, &QLineEdit::textChanged, this, &NameForm::showState);
}

void NameForm::show(const LibraryProfile &profile, const QStringList &taken, bool isRemote, bool isDefault)
{
    m_taken = taken;
    m_isRemote = isRemote;
    if (!m_name->isModified())
        m_name->setText(profile.name);
    // What was chosen here already stays, also when the person went back and came again.
    if (!std::exchange(m_wasShown, true)) {
        m_minutes->setValue(static_cast<int>(profile.syncInterval.count() / 60));
        m_writeThrough->setChecked(profile.writeThrough);
        m_readOnly->setChecked(profile.readOnly);
        m_default->setChecked(isDefault);
    }
    m_form->setRowVisible(m_minutes, isRemote);
    m_form->setRowVisible(m_writeThrough, isRemote);
    m_name->selectAll();
    showState();
}

void NameForm::apply(LibraryProfile &profile) const
{
    profile.name = m_name->text();
    profile.readOnly = m_readOnly->isChecked();
    if (!m_isRemote)
        return;
    profile.writeThrough = m_writeThrough->isChecked();
    // Seconds that somebody wrote into the file stay, unless another number was chosen here.
    if (m_minutes->value() != profile.syncInterval.count() / 60)
        profile.syncInterval = std::chrono::minutes(m_minutes->value());
}

QString NameForm::problem() const
{
    return nameProblem(m_name->text(), m_taken);
}

bool NameForm::isDefault() const
{
    return m_default->isChecked();
}

void NameForm::showState()
{
    m_problem->setText(problem());
    emit changed();
}

} // namespace pulse::ui
