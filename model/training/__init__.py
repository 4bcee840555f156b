"""Crops and labels in, a served model file out. Only this folder imports TensorFlow."""
