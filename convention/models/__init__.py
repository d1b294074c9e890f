from convention.models.convention import Convention
from convention.models.model_text import ModelText, ModelVersion
from convention.models.original import Original
from convention.models.rung import ReminderRung

__all__ = ["Convention", "ModelText", "ModelVersion", "Original", "ReminderRung"]
