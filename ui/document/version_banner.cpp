// SPDX-License-Identifier: Apache-2.0
#include "version_banner.h"

#include "pulse/ui/common/format.h"

namespace pulse::ui {

VersionBanner::VersionBanner(QWidget *parent)
    : QWidget(parent)
    , m_words(new QLabel(this))
    , m_edit(new QPushButton(tr("Edit a copy"), this))
    , m_restore(new QPushButton(tr("Restore as new version…"), this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(innerSpacing + gridUnit, gridUnit, innerSpacing, gridUnit);
    layout->setSpacing(innerSpacing);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setMinimumWidth(1);
    auto *back = new QPushButton(tr("Back to latest"), this);
    layout->addWidget(m_words, 1);
    layout->addWidget(m_edit);
    layout->addWidget(m_restore);
    layout->addWidget(back);
    m_edit->setToolTip(tr("Begin a draft with this version's text"));
    connect(m_edit, &QPushButton::clicked, this, &VersionBanner::editRequested);
    connect(m_restore, &QPushButton::clicked, this, &VersionBanner::restoreRequested);
    connect(back, &QPushButton::clicked, this, &VersionBanner::backRequested);
}

void VersionBanner::showVersion(const QString &version, bool canChange)
{
    m_words->setText(tr("You are reading %1.").arg(version));
    m_edit->setVisible(canChange);
    m_restore->setVisible(canChange);
    show();
}

void VersionBanner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor colour = palette().color(QPalette::Highlight);
    painter.fillRect(rect(), tint(palette(), colour, isDark(palette()) ? 0.22 : 0.12));
    painter.fillRect(0, 0, 3, height(), colour);
}

} // namespace pulse::ui
